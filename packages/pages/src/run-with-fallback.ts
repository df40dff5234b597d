import type { FailureCode } from '@quire/domain';
import { EngineFailure } from './engine-failure.ts';
import type { RenderResult } from './face.ts';

/** Failures that another engine may not meet. A password, or a bound, is the same for all. */
const WORTH_ANOTHER: ReadonlySet<FailureCode> = new Set([
  'pdf_unreadable',
  'no_pages',
  'render_failed',
]);

/**
 * Asks the first engine, and the second where the first could not, or shows an empty page. What the
 * first said stands when the second cannot either.
 */
export async function runWithFallback(
  first: () => Promise<RenderResult>,
  second: () => Promise<RenderResult>,
): Promise<RenderResult> {
  const result = await first().catch((error: unknown) => {
    // A process that was killed is no engine's word: the machine may have run out of memory.
    if (error instanceof EngineFailure && WORTH_ANOTHER.has(error.code)) return error;
    throw error;
  });
  const isFailure = result instanceof EngineFailure;
  if (!isFailure && !(result.kind === 'picture' && result.isDoubtful)) return result;
  try {
    return await second();
  } catch {
    if (isFailure) throw result;
    return result;
  }
}
