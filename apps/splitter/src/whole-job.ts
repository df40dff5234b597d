import { findModel, guessPromptTokens } from '@quire/claude';
import {
  type DocumentRecord,
  type PlannedPage,
  planWhole,
  WHOLE,
  wholePrompt,
} from '@quire/domain';
import type { WholeJob } from '@quire/store';

/**
 * How a document is asked as a whole, and the job for it; undefined where its pages' answers are all.
 * @param rank in which turn its job goes; one that merges, which comes last, goes before what began later
 * @throws Failure for pictures that cannot be compared, `model_not_priced` for a model nobody knows
 */
export function wholeJob(
  { id, options, round }: Pick<DocumentRecord, 'id' | 'options' | 'round'>,
  pages: readonly PlannedPage[],
  defaultModel: string,
  rank: number,
): WholeJob | undefined {
  const model = findModel(options.model ?? defaultModel);
  const promptTokens = guessPromptTokens({ model, prompt: wholePrompt(options), parts: 0 });
  const { way } = planWhole({ options, pages, model, promptTokens });
  return way === null
    ? undefined
    : { way, job: JSON.stringify({ v: 1, documentId: id, page: WHOLE, round, rank }) };
}
