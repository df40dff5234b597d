import type { Answer } from '@quire/claude';
import {
  type AnswerToJudge,
  type DocumentOptions,
  judgeAnswer,
  type Judgement,
  pageFacts,
  type PatchTask,
  readPatch,
  schemaOf,
} from '@quire/domain';
import type { Picture } from '@quire/pages';

/** Judges an answer by what was asked for, and by what the page says of itself. */
export function judgePage(
  answer: AnswerToJudge,
  options: DocumentOptions,
  { layer }: Pick<Picture, 'layer'>,
): Judgement {
  return judgeAnswer(answer, schemaOf(options), pageFacts(options, layer));
}

/** An answer as the page's text, and what is believed of it. */
export interface ReadAnswer {
  readonly answer: Answer;
  readonly judgement: Judgement;
}

/**
 * Puts the page together from a patch of its lines, and judges it like any transcription. What cannot
 * be put together is `invalid`, and no text of the page.
 */
export function judgePatch(
  answer: Answer,
  patch: PatchTask,
  options: DocumentOptions,
  picture: Pick<Picture, 'layer'>,
): ReadAnswer {
  const text = readPatch(answer.text, patch);
  if (typeof text === 'string') {
    const read = { ...answer, text };
    return { answer: read, judgement: judgePage(read, options, picture) };
  }
  const judged = judgeAnswer(answer, undefined);
  const unread = { ...answer, text: '' };
  if (judged.verdict !== 'ok') return { answer: unread, judgement: judged };
  const detail = `it cannot be put together: ${text.fault}`;
  const judgement = { ...judged, verdict: 'invalid', code: 'answer_invalid', detail } as const;
  return { answer: unread, judgement };
}
