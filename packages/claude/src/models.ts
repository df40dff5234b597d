import { Failure, type PictureTier, pictureTiers, type TokenPrices } from '@quire/domain';

/** How a model is told to think as little as it allows (thinking is billed as output). */
type Thinking =
  /** `thinking: {type: 'disabled'}` is accepted. */
  | 'can be disabled'
  /** Only `{type: 'between_tools'}` is accepted, which without tools is never. */
  | 'between tools'
  /** Always on; only a low effort keeps it short. */
  | 'always on'
  /** Off unless asked for. */
  | 'off';

/** What has to be known of a model to send it a page and to say what that costs. */
export interface Model {
  readonly id: string;
  /** Models with the same group share one rate limit (rate limits page, 2026-10-08). */
  readonly limitGroup: string;
  readonly tier: PictureTier;
  readonly thinking: Thinking;
  readonly prices: TokenPrices;
  /** Prices of a whole request whose prompt is longer than this, where the model has such a step. */
  readonly longPrompt?: { readonly aboveTokens: number; readonly prices: TokenPrices };
  readonly maxOutputTokens: number;
}

const perMillion = (inputUsd: number, outputUsd: number): TokenPrices => ({
  input: Math.round(inputUsd * 1e6),
  output: Math.round(outputUsd * 1e6),
});
const { high, standard } = pictureTiers;

/** Prices and rules as published on 2026-10-08 (pricing and model pages). Add a model here. */
const models: readonly Model[] = [
  {
    id: 'claude-haiku-5-5',
    limitGroup: 'claude-haiku-5-5',
    tier: high,
    thinking: 'can be disabled',
    prices: perMillion(0.1, 0.5),
    longPrompt: { aboveTokens: 100_000, prices: perMillion(0.5, 2.5) },
    maxOutputTokens: 128_000,
  },
  {
    id: 'claude-sonnet-5-5',
    limitGroup: 'claude-sonnet-5-5',
    tier: high,
    thinking: 'between tools',
    prices: perMillion(2, 10),
    maxOutputTokens: 128_000,
  },
  {
    id: 'claude-opus-5-5',
    limitGroup: 'claude-opus-5-5',
    tier: high,
    thinking: 'always on',
    prices: perMillion(4, 20),
    maxOutputTokens: 128_000,
  },
  {
    id: 'claude-sonnet-4-6',
    limitGroup: 'claude-sonnet-4',
    tier: standard,
    thinking: 'off',
    prices: perMillion(3, 15),
    maxOutputTokens: 128_000,
  },
  {
    id: 'claude-haiku-4-5-20251001',
    limitGroup: 'claude-haiku-4-5',
    tier: standard,
    thinking: 'off',
    prices: perMillion(1, 5),
    maxOutputTokens: 64_000,
  },
];

/** Names that the API takes for a pinned id. */
const aliases: Readonly<Record<string, string>> = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
};

/**
 * A model by its id or alias.
 * @throws Failure `model_not_priced`: what has no price in the table is never called
 */
export function findModel(id: string): Model {
  const model = models.find((candidate) => candidate.id === (aliases[id] ?? id));
  if (model) return model;
  throw new Failure('model_not_priced', {
    detail: `${id} is none of ${models.map((known) => known.id).join(', ')}`,
  });
}

/** The prices that hold for a request of this many input tokens. */
export function pricesFor(model: Model, inputTokens: number): TokenPrices {
  const { longPrompt } = model;
  return longPrompt && inputTokens > longPrompt.aboveTokens ? longPrompt.prices : model.prices;
}

/**
 * Limits that were configured by model, by the group that shares them.
 * @throws Failure `model_not_priced` for a model that is not in the table
 */
export function limitsByGroup<Limits>(
  byModel: Readonly<Record<string, Limits>>,
): Record<string, Limits> {
  return Object.fromEntries(
    Object.entries(byModel).map(([id, limits]) => [findModel(id).limitGroup, limits]),
  );
}
