import { connect, type Socket } from 'node:net';

/** What is wrong with the network at the moment; all links of a proxy look at the same one. */
export interface Faults {
  delayMs: number;
  isFrozen: boolean;
}

export interface Link {
  /** Ends both sides at once, with a reset instead of a farewell. */
  reset(): void;
}

/** Joins a client to a server of its own connection, and passes bytes on as the faults allow. */
export function openLink(
  client: Socket,
  upstream: { readonly host: string; readonly port: number },
  faults: Faults,
  onClosed: () => void,
): Link {
  const server = connect({ ...upstream, allowHalfOpen: true, noDelay: true });
  const sides = [client, server];
  let isOver = false;
  const reset = (): void => {
    if (isOver) return;
    isOver = true;
    for (const side of sides) side.resetAndDestroy();
    onClosed();
  };
  pass(client, server, faults);
  pass(server, client, faults);
  for (const side of sides) {
    // An error is told by the close that follows it.
    side.on('error', () => undefined);
    side.on('close', () => {
      // A freeze hides a death from the other side as well; thawing resets it.
      if (!faults.isFrozen && (side.errored !== null || sides.every((each) => each.closed))) {
        reset();
      }
    });
  }
  return { reset };
}

/** Passes on what comes, in order; what comes during a freeze is lost. */
function pass(from: Socket, to: Socket, faults: Faults): void {
  let ahead = Promise.resolve();
  const inTurn = (act: () => void): void => {
    const dueMs = performance.now() + faults.delayMs;
    ahead = ahead.then(() => until(dueMs)).then(() => (faults.isFrozen ? undefined : act()));
  };
  from.on('data', (chunk) => {
    if (faults.isFrozen) return;
    inTurn(() => {
      if (!to.writable || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
  });
  from.on('end', () => {
    if (!faults.isFrozen) inTurn(() => to.end());
  });
}

/** Resolves at once when there is nothing to wait for: a timer would cost every chunk a millisecond. */
async function until(dueMs: number): Promise<void> {
  const leftMs = dueMs - performance.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}
