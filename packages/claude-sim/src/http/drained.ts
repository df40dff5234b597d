import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Waits for a slow reader to catch up; one who leaves must not stop the writer for good. */
export async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const settled = new AbortController();
  const { signal } = settled;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    settled.abort();
  }
}
