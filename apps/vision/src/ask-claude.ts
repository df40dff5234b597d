import {
  type Answer,
  type CallUsage,
  type Claude,
  findModel,
  type Outcome,
  pageRequest,
} from '@quire/claude';
import {
  type DocumentRecord,
  Failure,
  judgeAnswer,
  pagePrompt,
  pdfPageTokens,
  pictureTokens,
  schemaOf,
  taskOf,
} from '@quire/domain';
import type { Limiter } from '@quire/limits';
import { type Picture, sentPictures } from '@quire/pages';
import { type JobContext, Postponed } from '@quire/queues';
import type { Metrics } from '@quire/service';
import type { Pages } from '@quire/store';
import { holdFor } from './hold-for.ts';
import { answeredPage, type PageRecord, type PageSoFar } from './page-record.ts';
import { reserveCall } from './reserve-call.ts';

export interface AskPorts {
  readonly pages: Pick<Pages, 'countCall'>;
  readonly limiter: Limiter;
  readonly claude: Claude;
  readonly metrics: Pick<Metrics, 'calls' | 'callsInFlight'>;
}

/** Answers that are not asked for longer fit a dense page of small type several times over. */
const DEFAULT_MAX_TOKENS = 16_000;
/** Four characters a token, and 30 % more tokens on models since 4.7 (models page). */
const TOKENS_PER_CHARACTER = 1.3 / 4;

/**
 * Asks Claude for one page: reservation, call, verdict.
 * @throws Postponed when it is not the page's turn, Failure when it got no answer this time
 */
export async function askClaude(
  document: DocumentRecord,
  soFar: PageSoFar & { readonly picture: Picture },
  { limiter, claude, pages, metrics }: AskPorts,
  { stopping, abandoned }: Pick<JobContext, 'stopping' | 'abandoned'>,
): Promise<PageRecord> {
  const { picture, page } = soFar;
  const model = findModel(soFar.modelId);
  const prompt = pagePrompt(document.options);
  const maxTokens = document.options.max_tokens ?? DEFAULT_MAX_TOKENS;
  const pictures = sentPictures(picture);
  const pictureCost = pictures.reduce(
    (sum, one) =>
      sum +
      (one.mediaType === 'application/pdf' ? pdfPageTokens(one, model.tier) : pictureTokens(one)),
    0,
  );
  const inputTokens = pictureCost + estimateTokens(JSON.stringify(prompt));
  const group = model.limitGroup;
  const need = { group, inputTokens, kind: `${group} ${taskOf(document.options)}` };
  const reservation = await reserveCall(limiter, need, stopping);

  // Counted before the first byte leaves: a call that is never answered is still on record.
  const attempts = await pages.countCall(document.id, page).catch(async (error: unknown) => {
    await reservation.release();
    throw error;
  });
  metrics.callsInFlight.inc();
  const outcome = await claude
    .call(pageRequest({ model, pictures, prompt, maxTokens }), abandoned)
    .finally(() => metrics.callsInFlight.dec());
  metrics.calls.inc({ model: model.id, class: outcome.kind });
  switch (outcome.kind) {
    case 'accepted': {
      const { answer } = outcome;
      const usage = answer.usage ?? guessUsage(answer, inputTokens);
      limiter.learn(group, outcome.limits);
      // The answer is paid for: a limiter that cannot be told of it must not cost it.
      await reservation.settle(usage).catch(() => undefined);
      const judgement = judgeAnswer(answer, schemaOf(document.options));
      return answeredPage({ ...soFar, attempts }, answer, usage, judgement);
    }
    case 'free':
      await reservation.release();
      return refused(outcome, group, limiter);
    case 'ambiguous':
      // What was reserved stays used: the provider may have produced, and counted, all of it.
      throw new Failure(outcome.code, { detail: outcome.detail });
  }
}

/** Only the page's own faults are the page's: for all others it waits, at no cost in attempts. */
async function refused(
  outcome: Extract<Outcome, { kind: 'free' }>,
  group: string,
  limiter: Pick<Limiter, 'hold'>,
): Promise<never> {
  const hold = holdFor(outcome, group);
  if (hold === null) throw new Failure(outcome.code, { detail: outcome.detail });
  await limiter.hold(hold);
  throw new Postponed(hold.forMs, `${hold.code}: ${hold.detail}`);
}

/** For an answer that does not say what it used: better an estimate in the bill than nothing. */
function guessUsage(answer: Answer, inputTokens: number): CallUsage {
  return { inputTokens, outputTokens: estimateTokens(answer.text) };
}

function estimateTokens(text: string): number {
  return Math.ceil(text.length * TOKENS_PER_CHARACTER);
}
