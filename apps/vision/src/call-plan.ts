import {
  batchGroup,
  type Claude,
  findModel,
  isCacheable,
  type Model,
  pricesFor,
  sharedTokens,
} from '@quire/claude';
import {
  ADDRESS,
  type DocumentRecord,
  type Lane,
  pageBudgets,
  pagePrompt,
  type PagePrompt,
  type PatchTask,
  repairPrompt,
  sentTokens,
  type SpendCaps,
  taskOf,
} from '@quire/domain';
import type { CallNeed } from '@quire/limits';
import { type Picture, pictureHash, sentPictures } from '@quire/pages';
import { type CallWay, patchOf } from './call-way.ts';
import { mostTokens } from './most-tokens.ts';

/** From the reservation to the commit: waiting for its turn, and writing down what came. */
export const AROUND_THE_CALL_MS = 60_000;
/** Results of a batch are kept for 29 days after its creation (batch page, 2026-10-08). */
const BATCH_LEASE_MS = 29 * 86_400_000;
/** Changes when the same words would be asked in another way: answers of before are not the same. */
export const REQUEST_VERSION = 1;

/** All that is known of a page's call before anything is reserved for it. */
export interface CallPlan {
  readonly model: Model;
  readonly prompt: PagePrompt;
  readonly pictures: ReturnType<typeof sentPictures>;
  /** Of all of them. */
  readonly pictureSha256: string;
  readonly maxTokens: number;
  readonly need: CallNeed;
  readonly lane: Lane;
  /** What the answer stands on where it is to be a patch; null where it is the page itself. */
  readonly patch: PatchTask | null;
  /** Whether what the document's pages are asked in common goes into the prompt cache. */
  readonly caches: boolean;
  /** What an entry of the prompt cache depends on; null where there is none. */
  readonly prefixParts: readonly unknown[] | null;
  /**
   * Everything the answer depends on, and whose it is: equal parts, equal answer. Null where nobody here
   * knows: what stands at an address may change.
   */
  readonly answerParts: readonly unknown[] | null;
}

export interface PlanPorts {
  readonly claude: Pick<Claude, 'countPrompt'>;
  /** By tenant, from QUIRE_BUDGETS. */
  readonly spendCaps: Readonly<Record<string, SpendCaps>>;
  /** From connecting to the body's last byte. */
  readonly callTimeoutMs: number;
}

export async function planCall(
  document: Pick<DocumentRecord, 'id' | 'tenant' | 'options' | 'totalPages'>,
  picture: Picture,
  way: CallWay & { readonly lane: Lane },
  { claude, spendCaps, callTimeoutMs }: PlanPorts,
  nowMs: number,
): Promise<CallPlan> {
  const model = findModel(way.modelId);
  const { options, tenant } = document;
  const patch = way.step === 'first' ? patchOf(options, picture) : null;
  const asked = patch?.prompt ?? pagePrompt(options);
  const prompt = way.mistake === null ? asked : repairPrompt(asked, way.mistake);
  const maxTokens = mostTokens(way, options);
  const pictures = sentPictures(picture);
  const pictureCost = pictures.reduce((sum, one) => sum + sentTokens(one, model.tier), 0);
  // Writing the cache costs a quarter more: a page alone would pay it for nobody, and what is in a batch is
  // called for in no order, so that most of it would.
  const { lane } = way;
  const caches = lane === 'realtime' && document.totalPages > 1 && isCacheable(model, prompt);
  const counted = await claude.countPrompt({ model, prompt, parts: pictures.length, caches });
  const inputTokens = pictureCost + counted.tokens;
  const prices = pricesFor(model, inputTokens);
  const dearer = caches ? sharedTokens(prompt) * (prices.cacheWrite5m - prices.input) : 0;
  const { context, instruction, schema } = prompt;
  const pictureSha256 = pictureHash(picture);
  return inLane(lane, {
    model,
    prompt,
    pictures,
    pictureSha256,
    maxTokens,
    need: {
      group: model.limitGroup,
      // What was cut once is longer than other answers, and patches are shorter.
      kind: `${model.limitGroup} ${taskOf(options)}${patch ? ' patch' : ''}${way.hasRoom ? ' with-room' : ''}`,
      inputTokens,
      maxOutputTokens: maxTokens,
      inputCostMicroUsd: (inputTokens * prices.input + dearer) / 1e6,
      outputMicroUsdPerToken: prices.output / 1e6,
      budgets: pageBudgets(document, spendCaps, nowMs),
      leaseMs: callTimeoutMs + AROUND_THE_CALL_MS,
    },
    patch,
    caches,
    prefixParts: caches ? [model.id, context, instruction, schema] : null,
    answerParts:
      picture.mediaType === ADDRESS
        ? null
        : [REQUEST_VERSION, tenant, pictureSha256, model.id, prompt, maxTokens],
  });
}

/** A plan for a way of its own: with a batch it costs half, under limits and holds of their own. */
export function inLane(lane: Lane, plan: Omit<CallPlan, 'lane'>): CallPlan {
  if (lane === 'realtime') return { ...plan, lane };
  const { need } = plan;
  return {
    ...plan,
    lane,
    need: {
      ...need,
      group: batchGroup(need.group),
      inputCostMicroUsd: need.inputCostMicroUsd / 2,
      outputMicroUsdPerToken: need.outputMicroUsdPerToken / 2,
      leaseMs: BATCH_LEASE_MS,
    },
  };
}

/**
 * The plan of a call that is known to read from the prompt cache what all pages are asked in common: that
 * does not count towards the input limit, and costs a tenth. If it does not, the settlement says so.
 */
export function relyingOnCache(plan: CallPlan): CallPlan {
  const { model, need, prompt } = plan;
  const prices = pricesFor(model, need.inputTokens);
  const shared = Math.min(sharedTokens(prompt), need.inputTokens);
  const saved = (shared * (prices.cacheWrite5m - prices.cacheRead)) / 1e6;
  return {
    ...plan,
    need: {
      ...need,
      inputTokens: need.inputTokens - shared,
      inputCostMicroUsd: need.inputCostMicroUsd - saved,
    },
  };
}
