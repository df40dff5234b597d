import type { FailureCode } from '@quire/domain';
import { EngineFailure } from './engine-failure.ts';
import type { Doubt, RenderResult } from './face.ts';

/**
 * Failures that another engine may not meet. A password, or a bound, is the same for all. Where one finds
 * no pages and the other does, each of those is missing for the one.
 */
const WORTH_ANOTHER: ReadonlySet<FailureCode> = new Set([
  'pdf_unreadable',
  'no_pages',
  'page_missing',
  'render_failed',
]);

/**
 * Asks the first engine, and the second where the first could not, or shows an empty page. What the
 * first said stands where the second cannot either.
 * @param second absent where there is but one engine
 * @throws EngineFailure `page_damaged` where no engine shows anything of a page that has something on it; whatever ends
 * the second, its time, its memory or an abort: of its page nobody knows then whether it is empty
 */
export async function runWithFallback(
  first: () => Promise<RenderResult>,
  second?: () => Promise<RenderResult>,
): Promise<RenderResult> {
  const result = await first().catch(engineFailure);
  const isWorthIt =
    result instanceof EngineFailure ? WORTH_ANOTHER.has(result.code) : doubtOf(result) !== 'none';
  const other = isWorthIt && second !== undefined ? await second().catch(engineFailure) : result;
  const answer = other instanceof EngineFailure ? result : other;
  if (answer instanceof EngineFailure) throw answer;
  if (isEmpty(answer) && doubtOf(result) === 'damaged') throw new EngineFailure('page_damaged');
  return answer;
}

/** A process that was killed is no engine's word: the machine may have run out of memory. */
function engineFailure(error: unknown): EngineFailure {
  if (error instanceof EngineFailure) return error;
  throw error;
}

function doubtOf(result: RenderResult | EngineFailure): Doubt {
  return 'kind' in result && result.kind === 'picture' ? result.doubt : 'none';
}

function isEmpty(result: RenderResult): boolean {
  return result.kind === 'picture' && result.picture.isBlank;
}
