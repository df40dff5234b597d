import type { FailureCode } from './failure.ts';
import type { Evidence } from './judging/evidence.ts';
import type { Fault } from './judging/fault.ts';
import { judgeReading, nothingSaid, type Reading } from './judging/judge-reading.ts';
import type { PageFacts } from './judging/page-facts.ts';
import { misfitOf } from './misfit-of.ts';
import { normaliseData } from './normalise/normalise-data.ts';
import type { Repair } from './normalise/repair.ts';
import type { Verdict } from './page.ts';
import { parseJson } from './parse-json.ts';

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
  /** The parsed JSON where data was wanted and came, repaired; null otherwise. */
  readonly data: unknown;
  /** What was brought into its form by rule in `data`; none where there is no data. */
  readonly repairs: readonly Repair[];
  /** The numbers that led to the verdict, to be kept with the page. */
  readonly evidence: Evidence;
}

/** Of a page nobody knows anything about, only the answer itself can be judged. */
const UNKNOWN_PAGE: PageFacts = { task: 'ask', hasInk: null, layer: null, dropsMargins: false };

/**
 * Says whether an answer can be trusted. What is not known to be good is never `ok`: a new stop
 * reason or block is named `failed` instead of guessed. How it judges, and how well: docs/verdicts.md.
 * @param schema the JSON Schema that the answer must fit, where data was wanted
 * @param page what is known of the page; a transcription is held against its sound text layer
 */
export function judgeAnswer(
  answer: AnswerToJudge,
  schema: Record<string, unknown> | undefined,
  page: PageFacts = UNKNOWN_PAGE,
): Judgement {
  const early = faultOfEnding(answer);
  if (early !== null && early.verdict !== 'truncated') return unread(early);
  if (answer.text.trim() === '') return unread(early ?? nothingSaid(page, 'no_words'));
  // More room would only be filled with more of the same, so a loop counts for more than its end.
  const reading = judgeReading(answer.text, page);
  if (early !== null) {
    const fault = reading.fault?.verdict === 'repeated' ? reading.fault : early;
    return judgement(fault, { ...reading.evidence, reason: fault.reason });
  }
  return schema === undefined
    ? judgement(reading.fault, reading.evidence)
    : judgeData(answer.text, schema, reading);
}

function faultOfEnding({ stopReason, hasUnknownBlocks }: AnswerToJudge): Fault | null {
  switch (stopReason) {
    case 'end_turn':
    case 'stop_sequence':
      return hasUnknownBlocks
        ? endingFault('failed', 'answer_unknown', 'an unknown kind of block')
        : null;
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return endingFault('truncated', 'answer_truncated', stopReason);
    case 'refusal':
      return endingFault('refused', 'answer_refused', '');
    case null:
    default:
      return endingFault('failed', 'answer_unknown', `stop_reason ${String(stopReason)}`);
  }
}

function endingFault(verdict: Fault['verdict'], code: FailureCode, detail: string): Fault {
  return { verdict, code, reason: 'stop_reason', detail };
}

/** Data is judged by its schema: its words are the schema's, its numbers may be computed. */
function judgeData(
  text: string,
  schema: Record<string, unknown>,
  { evidence }: Reading,
): Judgement {
  const answered = parseJson(text);
  const { data, changes } = normaliseData(answered, schema);
  const misfit = answered === undefined ? 'not JSON' : misfitOf(data, schema);
  if (misfit === null) {
    return { ...judgement(null, { ...evidence, reason: 'none' }), data, repairs: changes };
  }
  const fault: Fault = {
    verdict: 'invalid',
    code: 'answer_invalid',
    reason: 'schema',
    detail: misfit,
  };
  return judgement(fault, { ...evidence, reason: fault.reason });
}

function unread(fault: Fault): Judgement {
  const evidence = { words: 0, periodic_share: 0, compression: 1, layer: null };
  return judgement(fault, { ...evidence, reason: fault.reason });
}

function judgement(fault: Fault | null, evidence: Evidence): Judgement {
  return {
    verdict: fault?.verdict ?? 'ok',
    code: fault?.code ?? null,
    detail: fault?.detail ?? '',
    data: null,
    repairs: [],
    evidence,
  };
}
