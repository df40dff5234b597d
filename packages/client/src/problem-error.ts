import { isRecord } from './is-record.ts';
import { parseJson } from './parse-json.ts';
import { type Mistake, QuireError } from './quire-error.ts';

/** A problem is short; of a proxy's error page no more than this is read. */
const MOST_CHARS = 64 * 1024;

/**
 * The error that a refusal (RFC 9457 problem details) tells of; `unexpected_answer` where the body
 * is none, as from a proxy in between.
 * @param nowMs to turn a `Retry-After` date into a wait
 */
export async function problemError(response: Response, nowMs: number): Promise<QuireError> {
  const { status } = response;
  const retryAfterMs = waitOf(response.headers.get('retry-after'), nowMs);
  // A body that breaks off says no less than none: the status is known already.
  const text = await response.text().catch(() => '');
  const problem = parseJson(text.slice(0, MOST_CHARS));
  if (!isRecord(problem) || typeof problem['code'] !== 'string') {
    const detail = `The server answered ${status} without saying why: is QUIRE_URL the address of Quire itself?`;
    return new QuireError('unexpected_answer', detail, { status, retryAfterMs });
  }
  const title = typeof problem['title'] === 'string' ? problem['title'] : problem['code'];
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : title;
  return new QuireError(problem['code'], sentence(title, detail), {
    status,
    errors: mistakesOf(problem['errors']),
    retryAfterMs,
  });
}

/** The title says what to do, the detail what it is about: both are wanted, none twice. */
function sentence(title: string, detail: string): string {
  return detail === title ? title : `${title} (${detail})`;
}

function mistakesOf(errors: unknown): Mistake[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).map(({ pointer, detail }) => ({
    pointer: typeof pointer === 'string' ? pointer : '',
    detail: typeof detail === 'string' ? detail : '',
  }));
}

/** `Retry-After` is seconds or a date. */
function waitOf(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
