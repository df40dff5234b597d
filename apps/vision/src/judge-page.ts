import {
  type AnswerToJudge,
  type DocumentOptions,
  judgeAnswer,
  type Judgement,
  pageFacts,
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
