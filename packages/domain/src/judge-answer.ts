import { misfitOf } from './misfit-of.ts';
import { parseJson } from './parse-json.ts';
import type { FailureCode } from './failure.ts';
import type { Verdict } from './page.ts';

/** The part of Claude's answer that a verdict depends on. */
export interface AnswerToJudge {
  /** All text blocks, joined. */
  readonly text: string;
  readonly stopReason: string | null;
  /** Whether blocks came that this version does not know. */
  readonly hasUnknownBlocks: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly code: FailureCode | null;
  readonly detail: string;
  /** The parsed JSON where data was wanted and came; null otherwise. */
  readonly data: unknown;
}

/**
 * Says whether an answer can be trusted. What is not known to be good is never `ok`: a new stop
 * reason or block is named `failed` instead of guessed.
 * @param schema the JSON Schema that the answer must fit, where data was wanted
 */
export function judgeAnswer(
  answer: AnswerToJudge,
  schema: Record<string, unknown> | undefined,
): Judgement {
  switch (answer.stopReason) {
    case 'end_turn':
    case 'stop_sequence':
      break;
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return bad('truncated', 'answer_truncated', answer.stopReason);
    case 'refusal':
      return bad('refused', 'answer_refused');
    case null:
    default:
      return bad('failed', 'answer_unknown', `stop_reason ${String(answer.stopReason)}`);
  }
  if (answer.hasUnknownBlocks) return bad('failed', 'answer_unknown', 'an unknown kind of block');
  if (answer.text.trim() === '') return bad('empty', 'answer_empty');
  if (schema === undefined) return { verdict: 'ok', code: null, detail: '', data: null };
  const data = parseJson(answer.text);
  if (data === undefined) return bad('invalid', 'answer_invalid', 'not JSON');
  const misfit = misfitOf(data, schema);
  if (misfit !== null) return bad('invalid', 'answer_invalid', misfit);
  return { verdict: 'ok', code: null, detail: '', data };
}

function bad(verdict: Verdict, code: FailureCode, detail = ''): Judgement {
  return { verdict, code, detail, data: null };
}
