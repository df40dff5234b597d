import { createHash } from 'node:crypto';
import {
  estimateTokens,
  findModel,
  guessPromptTokens,
  pricesFor,
  wholeRequest,
} from '@quire/claude';
import {
  ADDRESS,
  type AnswerToJudge,
  type DocumentRecord,
  type Judgement,
  type Lane,
  pageBudgets,
  type PagePrompt,
  repairPrompt,
  sentTokens,
  taskOf,
} from '@quire/domain';
import type { EncodedPicture } from '@quire/pages';
import type { Question } from '../ask-claude.ts';
import { AROUND_THE_CALL_MS, inLane, type PlanPorts, REQUEST_VERSION } from '../call-plan.ts';
import type { CallWay } from '../call-way.ts';
import { mostTokens } from '../most-tokens.ts';
import type { PageSoFar } from '../page-record.ts';
import { StepBarred } from '../step-barred.ts';

export type WholeParts = readonly ({ readonly label: string } & (
  { readonly picture: EncodedPicture } | { readonly text: string }
))[];

/** What one call about the whole needs to be asked. */
interface WholeAsking {
  readonly lane: Lane;
  readonly way: CallWay;
  readonly parts: WholeParts;
  readonly prompt: PagePrompt;
  readonly judge: (answer: AnswerToJudge) => Judgement;
}

/** Most tokens of an answer about the whole, and about how many its words take in the prompt. */
export function wholeBounds(
  { options }: Pick<DocumentRecord, 'options'>,
  modelId: string,
  prompt: PagePrompt,
): { readonly maxTokens: number; readonly promptTokens: number } {
  const model = findModel(modelId);
  return {
    maxTokens: mostTokens({ modelId, hasRoom: false }, options),
    promptTokens: guessPromptTokens({ model, prompt, parts: 0 }),
  };
}

/**
 * The question about the whole as a call that can be claimed, reserved and sent like a page's.
 * @throws StepBarred for a further call that the model's context has no room for
 */
export async function wholeQuestion(
  document: DocumentRecord,
  soFar: PageSoFar,
  { lane, way, parts, prompt: asked, judge }: WholeAsking,
  { claude, spendCaps, callTimeoutMs }: PlanPorts,
  nowMs: number,
): Promise<Question> {
  const { step, modelId, hasRoom, mistake } = way;
  const model = findModel(modelId);
  const { options, tenant } = document;
  const prompt = mistake === null ? asked : repairPrompt(asked, mistake);
  const maxTokens = mostTokens(way, options);
  const counted = await claude.countPrompt({ model, prompt, parts: 0, caches: false });
  const partTokens = parts.reduce((sum, part) => {
    const own = 'text' in part ? estimateTokens(part.text) : sentTokens(part.picture, model.tier);
    return sum + own + estimateTokens(part.label);
  }, 0);
  const inputTokens = counted.tokens + partTokens;
  if (step !== 'first' && inputTokens + maxTokens > model.contextTokens) {
    throw new StepBarred('the context has no room for it');
  }
  const prices = pricesFor(model, inputTokens);
  const sha256 = hashOf(parts);
  return {
    soFar: { ...soFar, modelId },
    step,
    judge,
    read: (answer) => ({ answer, judgement: judge(answer) }),
    request: () => wholeRequest({ model, parts, prompt, maxTokens }),
    plan: inLane(lane, {
      model,
      prompt,
      pictures: [],
      maxTokens,
      need: {
        group: model.limitGroup,
        // Answers about a whole are longer than those about a page.
        kind: `${model.limitGroup} ${taskOf(options)} ${document.whole ?? ''}${hasRoom ? ' with-room' : ''}`,
        inputTokens,
        maxOutputTokens: maxTokens,
        inputCostMicroUsd: (inputTokens * prices.input) / 1e6,
        outputMicroUsdPerToken: prices.output / 1e6,
        budgets: pageBudgets(document, spendCaps, nowMs),
        leaseMs: callTimeoutMs + AROUND_THE_CALL_MS,
      },
      patch: null,
      caches: false,
      prefixParts: null,
      pictureSha256: sha256,
      answerParts: parts.some(isAddress)
        ? null
        : [REQUEST_VERSION, tenant, sha256, model.id, prompt, maxTokens],
    }),
  };
}

function isAddress(part: WholeParts[number]): boolean {
  return 'picture' in part && part.picture.mediaType === ADDRESS;
}

function hashOf(parts: WholeParts): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const own = 'text' in part ? part.text : part.picture.bytes;
    hash.update(`${part.label.length} ${part.label} ${own.length} `).update(own);
  }
  return hash.digest('hex');
}
