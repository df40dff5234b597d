import { estimateTokens, findModel } from '@quire/claude';
import {
  type AnswerToJudge,
  type DocumentRecord,
  Failure,
  type Judgement,
  mergeFault,
  type MergedPage,
  type Page,
} from '@quire/domain';
import type { Documents, Pages } from '@quire/store';
import { judgePage } from '../judge-page.ts';

/** Pages read in one command. */
const CHUNK = 100;

export interface MergePorts {
  readonly documents: Pick<Documents, 'order'>;
  readonly pages: Pick<Pages, 'readMany'>;
}

/** A page's answer as it goes into the merging. */
export interface AnsweredPage extends MergedPage {
  readonly page: number;
  /** Its data as JSON, or its text. */
  readonly answer: string;
  readonly record: Page;
}

/** What there is to merge: the answers that can be relied on, and why there are no more. */
export interface ToMerge {
  readonly answers: readonly AnsweredPage[];
  readonly firstFailure: Page['error'];
}

/** Every page's answer that can be relied on, in order. */
export async function answersToMerge(
  { id, totalPages }: Pick<DocumentRecord, 'id' | 'totalPages'>,
  { documents, pages }: MergePorts,
): Promise<ToMerge> {
  const answers: AnsweredPage[] = [];
  let firstFailure: Page['error'] = null;
  for (let from = 0; from < totalPages; from += CHUNK) {
    const numbers = await documents.order(id, from, CHUNK);
    for (const record of await pages.readMany(id, numbers)) {
      const { page, verdict, text, data, error } = record;
      firstFailure ??= error;
      if (verdict !== 'ok') continue;
      const answer = data === null ? text : JSON.stringify(data);
      answers.push({ page, text, data, answer, record });
    }
  }
  return { answers, firstFailure };
}

/**
 * Refuses before it is paid for what one call cannot merge: answers longer than the model's context, or
 * lists longer than its answer may be, for each of their items has to be written again.
 * @throws Failure `answers_do_not_fit`
 */
export function assertMergeable(
  answers: readonly AnsweredPage[],
  modelId: string,
  { maxTokens, promptTokens }: { readonly maxTokens: number; readonly promptTokens: number },
): void {
  const { contextTokens } = findModel(modelId);
  const tokens = answers.reduce((sum, { answer }) => sum + estimateTokens(answer), promptTokens);
  const listed = answers.reduce((sum, { data }) => sum + estimateTokens(listsOf(data)), 0);
  if (tokens + maxTokens > contextTokens) {
    const detail = `${tokens} tokens, and ${maxTokens} for the answer; the context is ${contextTokens}`;
    throw new Failure('answers_do_not_fit', { detail });
  }
  if (listed > maxTokens) {
    const detail = `their lists alone are about ${listed} tokens, and max_tokens is ${maxTokens}`;
    throw new Failure('answers_do_not_fit', { detail });
  }
}

function listsOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const lists = Object.values(data).filter((value) => Array.isArray(value));
  return lists.length === 0 ? '' : JSON.stringify(lists);
}

/** Judges a merged answer by itself, and then by the answers it was made of. */
export function judgeMerge(
  answer: AnswerToJudge,
  { options }: Pick<DocumentRecord, 'options'>,
  answers: readonly MergedPage[],
): Judgement {
  const judgement = judgePage(answer, options, { layer: null });
  if (judgement.verdict !== 'ok') return judgement;
  const fault = mergeFault({ text: answer.text, data: judgement.data }, answers);
  if (fault === null) return judgement;
  const evidence = { ...judgement.evidence, reason: 'not_in_pages' as const };
  return { ...judgement, verdict: 'disagrees', code: 'merge_disagrees', detail: fault, evidence };
}
