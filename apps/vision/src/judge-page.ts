import {
  type AnswerToJudge,
  type DocumentOptions,
  judgeAnswer,
  type Judgement,
  pageFacts,
  schemaOf,
} from '@quire/domain';
import type { Picture } from '@quire/pages';

/**
 * Judges an answer by what was asked for, and by what the page says of itself. Nobody looks for
 * pictures and form fields yet: words that the layer lacks accuse nobody (`unlayered: null`).
 */
export function judgePage(
  answer: AnswerToJudge,
  options: DocumentOptions,
  { layer }: Pick<Picture, 'layer'>,
): Judgement {
  const facts = pageFacts(options, layer && { ...layer, unlayered: null });
  return judgeAnswer(answer, schemaOf(options), facts);
}
