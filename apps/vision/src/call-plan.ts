import { type Claude, findModel, type Model, pricesFor } from '@quire/claude';
import {
  type DocumentRecord,
  pageBudgets,
  pagePrompt,
  type PagePrompt,
  repairPrompt,
  sentTokens,
  type SpendCaps,
  taskOf,
} from '@quire/domain';
import type { CallNeed } from '@quire/limits';
import { type Picture, pictureHash, sentPictures } from '@quire/pages';
import type { CallWay } from './call-way.ts';
import { mostTokens } from './most-tokens.ts';

/** From the reservation to the commit: waiting for its turn, and writing down what came. */
export const AROUND_THE_CALL_MS = 60_000;
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
  /** Everything the answer depends on, and whose it is: equal parts, equal answer. */
  readonly answerParts: readonly unknown[];
}

export interface PlanPorts {
  readonly claude: Pick<Claude, 'countPrompt'>;
  /** By tenant, from QUIRE_BUDGETS. */
  readonly spendCaps: Readonly<Record<string, SpendCaps>>;
  /** From connecting to the body's last byte. */
  readonly callTimeoutMs: number;
}

export async function planCall(
  document: Pick<DocumentRecord, 'id' | 'tenant' | 'options'>,
  picture: Picture,
  way: CallWay,
  { claude, spendCaps, callTimeoutMs }: PlanPorts,
  nowMs: number,
): Promise<CallPlan> {
  const model = findModel(way.modelId);
  const { options, tenant } = document;
  const asked = pagePrompt(options);
  const prompt = way.mistake === null ? asked : repairPrompt(asked, way.mistake);
  const maxTokens = mostTokens(way, options);
  const pictures = sentPictures(picture);
  const pictureCost = pictures.reduce((sum, one) => sum + sentTokens(one, model.tier), 0);
  const counted = await claude.countPrompt({ model, prompt, parts: pictures.length });
  const inputTokens = pictureCost + counted.tokens;
  const prices = pricesFor(model, inputTokens);
  const pictureSha256 = pictureHash(picture);
  return {
    model,
    prompt,
    pictures,
    pictureSha256,
    maxTokens,
    need: {
      group: model.limitGroup,
      // What was cut once is longer than other answers.
      kind: `${model.limitGroup} ${taskOf(options)}${way.hasRoom ? ' with-room' : ''}`,
      inputTokens,
      maxOutputTokens: maxTokens,
      inputCostMicroUsd: (inputTokens * prices.input) / 1e6,
      outputMicroUsdPerToken: prices.output / 1e6,
      budgets: pageBudgets(document, spendCaps, nowMs),
      leaseMs: callTimeoutMs + AROUND_THE_CALL_MS,
    },
    answerParts: [REQUEST_VERSION, tenant, pictureSha256, model.id, prompt, maxTokens],
  };
}
