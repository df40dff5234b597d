import {
  costMicroUsd,
  Failure,
  type Lane,
  type PictureTier,
  pictureTiers,
  promptTokens,
  type TokenPrices,
  type TokenUsage,
} from '@quire/domain';
import { successorHint } from './successors.ts';

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
  /** Prompt and answer together are never longer. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** A shorter beginning of a prompt is silently not kept in the prompt cache (caching page, 2026-10-08). */
  readonly cacheMinTokens: number;
}

/**
 * Names the price table below, in every entry of the ledger: the day its prices were published
 * (pricing page). Give it a new day with every price that is changed or added; a test holds you to it.
 */
export const PRICE_TABLE_VERSION = '2026-10-08';

/** Dollars per million tokens; a cache entry costs 1.25 of the input for 5 minutes, 2 for an hour. */
const perMillion = (inputUsd: number, outputUsd: number, cacheReadUsd: number): TokenPrices => ({
  input: Math.round(inputUsd * 1e6),
  cacheWrite5m: Math.round(inputUsd * 1.25e6),
  cacheWrite1h: Math.round(inputUsd * 2e6),
  cacheRead: Math.round(cacheReadUsd * 1e6),
  output: Math.round(outputUsd * 1e6),
});
const { high, standard } = pictureTiers;
const long = { contextTokens: 1_000_000, maxOutputTokens: 128_000, cacheMinTokens: 512 };
const short = { contextTokens: 200_000, maxOutputTokens: 64_000, cacheMinTokens: 4_096 };

/** Prices and rules as published (pricing, model and rate limits pages). Add a model here. */
const models: readonly Model[] = [
  {
    id: 'claude-haiku-5-5',
    limitGroup: 'claude-haiku-5-5',
    tier: high,
    thinking: 'can be disabled',
    prices: perMillion(0.1, 0.5, 0.01),
    longPrompt: { aboveTokens: 100_000, prices: perMillion(0.5, 2.5, 0.05) },
    ...long,
  },
  {
    id: 'claude-sonnet-5-5',
    limitGroup: 'claude-sonnet-5-5',
    tier: high,
    thinking: 'between tools',
    prices: perMillion(2, 10, 0.1),
    ...long,
  },
  {
    id: 'claude-opus-5-5',
    limitGroup: 'claude-opus-5-5',
    tier: high,
    thinking: 'always on',
    prices: perMillion(4, 20, 0.2),
    ...long,
  },
  {
    // Its prices are known from resellers alone, who agree; of its rate limit nothing is published.
    id: 'claude-fable-5-2',
    limitGroup: 'claude-fable-5',
    tier: high,
    thinking: 'always on',
    prices: perMillion(8, 40, 0.2),
    ...long,
  },
  {
    id: 'claude-fable-5-1',
    limitGroup: 'claude-fable-5',
    tier: high,
    thinking: 'always on',
    prices: perMillion(10, 50, 0.25),
    ...long,
  },
  {
    id: 'claude-opus-5',
    limitGroup: 'claude-opus-5',
    tier: high,
    thinking: 'off',
    prices: perMillion(5, 25, 0.5),
    ...long,
  },
  {
    id: 'claude-sonnet-5',
    limitGroup: 'claude-sonnet-5',
    tier: high,
    thinking: 'off',
    prices: perMillion(2, 10, 0.2),
    ...long,
    cacheMinTokens: 1_024,
  },
  {
    id: 'claude-opus-4-8',
    limitGroup: 'claude-opus-4',
    tier: high,
    thinking: 'off',
    prices: perMillion(5, 25, 0.5),
    ...long,
    cacheMinTokens: 1_024,
  },
  {
    id: 'claude-sonnet-4-6',
    limitGroup: 'claude-sonnet-4',
    tier: standard,
    thinking: 'off',
    prices: perMillion(3, 15, 0.3),
    ...long,
    cacheMinTokens: 1_024,
  },
  {
    id: 'claude-haiku-4-5-20251001',
    limitGroup: 'claude-haiku-4-5',
    tier: standard,
    thinking: 'off',
    prices: perMillion(1, 5, 0.1),
    ...short,
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
    detail: `${id} is none of ${models.map((known) => known.id).join(', ')}${successorHint(id)}`,
  });
}

/** Names the limits of batches of a group's models, which are not those of its calls (batch page, 2026-10-08). */
export const batchGroup = (limitGroup: string): string => `${limitGroup} batch`;

/** The prices that hold for a request of this many prompt tokens, cached ones included. */
export function pricesFor(model: Model, tokensOfPrompt: number): TokenPrices {
  const { longPrompt } = model;
  return longPrompt && tokensOfPrompt > longPrompt.aboveTokens ? longPrompt.prices : model.prices;
}

/** What one call cost, in whole micro-dollars: rounded once, see `costMicroUsd`. */
export function callCostMicroUsd(model: Model, usage: TokenUsage, lane: Lane = 'realtime'): number {
  return costMicroUsd(usage, pricesFor(model, promptTokens(usage)), lane);
}

/**
 * Whether an answer is charged for. A refusal before any output is not, though its `usage` names the
 * prompt's tokens, and they count towards the limits (refusals page, 2026-08-22).
 */
export function isCharged(stopReason: string | null, usage: TokenUsage): boolean {
  return stopReason !== 'refusal' || usage.outputTokens > 0;
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
