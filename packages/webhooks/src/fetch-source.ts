import { Failure } from '@quire/domain';
import { type Agent, fetch } from 'undici';
import { assertAllowedUrl, type GuardOptions, isAddressRefused } from './guarded-agent.ts';

/** A large scan over a slow line; a body that trickles on for ever ends here. */
const TIMEOUT_MS = 120_000;
const MAX_REDIRECTS = 3;

/**
 * Opens a client's URL for reading. Each hop is checked anew, and never from https to http.
 * @throws Failure `source_not_allowed` or `source_unreachable`, also while the body is read
 */
export async function fetchSource(
  address: string,
  agent: Agent,
  guard: GuardOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    let url = new URL(address);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      assertAllowedUrl(url, guard);
      const response = await fetch(url, { redirect: 'manual', dispatcher: agent, signal });
      if (response.ok && response.body !== null) return failingByName(response.body);
      await response.body?.cancel();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        throw new Failure('source_unreachable', { detail: `it answered ${response.status}` });
      }
      const next = new URL(location, url);
      if (url.protocol === 'https:' && next.protocol !== 'https:') {
        throw new Failure('source_not_allowed', { detail: 'a redirect from https to http' });
      }
      url = next;
    }
    throw new Failure('source_unreachable', { detail: `more than ${MAX_REDIRECTS} redirects` });
  } catch (error) {
    throw named(error);
  }
}

async function* failingByName(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw named(error);
  }
}

// The text is the same for what is blocked and what does not answer: a client learns nothing of
// the network behind this server.
function named(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isAddressRefused(error)) return new Failure('source_not_allowed', { cause: error });
  return new Failure('source_unreachable', { cause: error });
}
