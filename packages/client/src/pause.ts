import { setTimeout as wait } from 'node:timers/promises';

/** Waits. @throws the signal's own reason as soon as it is aborted, as fetch does */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    throw signal?.aborted === true ? signal.reason : error;
  });
}
