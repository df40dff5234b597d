import { Postponed } from '@quire/queues';
import type { GatheredCall } from './batched-call.ts';

/** What bounds a batch. */
export interface BatchBounds {
  /** Of the requests that one process gathers; it may hold as much again that is being sent. */
  readonly mostBytes: number;
  readonly mostCalls: number;
  /** The first of them waits for so long at most, and a sixth of that after the last. */
  readonly longestWaitMs: number;
}

/** Gathers calls until they are worth a batch, or have waited long enough. Nothing of it outlives the process. */
export interface BatchDesk {
  /** When the job of a page that joined should look again: its call is in a batch by then. */
  readonly comesBackInMs: number;
  /** @throws Postponed while there is no room for it */
  join(call: GatheredCall): void;
  /**
   * After the provider found a batch too large: from now on they are half as large, and where need be of one
   * call each, which goes whatever its size.
   */
  shrink(): void;
  /** Sends what waits, whatever its age. */
  flush(): void;
  /** Calls that wait here now. */
  readonly gathered: number;
  /** Gives back what waits, and waits for what is being sent. */
  close(): Promise<void>;
}

/** How often what nothing is added to is looked at, as parts of the longest wait. */
const QUIET_PARTS = 6;
/** Past the longest wait: a job that looks again finds its call in a batch, or its claim still held. */
const LOOK_AGAIN_MS = 30_000;
/** While one batch is on its way and the next is full. */
const NO_ROOM_MS = 5_000;

/**
 * @param submit sends a batch; must not throw
 * @param giveBack for calls that are not sent after all; must not throw
 */
export function openBatchDesk(
  bounds: BatchBounds,
  submit: (calls: readonly GatheredCall[], desk: Pick<BatchDesk, 'shrink'>) => Promise<void>,
  giveBack: (calls: readonly GatheredCall[]) => Promise<void>,
): BatchDesk {
  let { mostBytes } = bounds;
  // A batch is of one model: where its calls are refused as a whole, that is one lane's trouble.
  const gathered = new Map<string, Gathering>();
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;
  let isClosed = false;

  const send = (group: string): void => {
    const ready = gathered.get(group);
    if (ready === undefined || isClosed) return;
    if (isSending) {
      // One at a time: two batches' bytes are what a process may hold.
      ready.isDue = true;
      return;
    }
    ready.stop();
    gathered.delete(group);
    isSending = true;
    sending = submit(ready.calls, desk).finally(() => {
      isSending = false;
      const due = [...gathered].find(([, one]) => one.isDue);
      if (due !== undefined) send(due[0]);
    });
  };
  const bytesHeld = (): number => [...gathered.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const desk: BatchDesk = {
    comesBackInMs: bounds.longestWaitMs + LOOK_AGAIN_MS,
    get gathered() {
      return [...gathered.values()].reduce((sum, { calls }) => sum + calls.length, 0);
    },
    join(call) {
      const { group } = call.plan.need;
      const bytes = call.request.bytes.length + 1;
      const isFull = (): boolean => {
        const { calls, bytes: own } = gathered.get(group) ?? { calls: [], bytes: 0 };
        const others = bytesHeld() - own;
        return (
          calls.length >= bounds.mostCalls || (own + others > 0 && own + others + bytes > mostBytes)
        );
      };
      if (isFull()) send(gathered.has(group) ? group : ([...gathered.keys()][0] ?? group));
      if (isClosed || isFull()) {
        throw new Postponed(NO_ROOM_MS * (1 + Math.random()), 'the next batch is full');
      }
      const one = gathered.get(group) ?? gathering(bounds.longestWaitMs, () => send(group));
      gathered.set(group, one);
      one.add(call, bytes);
      if (one.calls.length >= bounds.mostCalls) send(group);
    },
    flush() {
      for (const group of gathered.keys()) send(group);
    },
    shrink() {
      mostBytes /= 2;
    },
    async close() {
      isClosed = true;
      const waiting = [...gathered.values()].flatMap((one) => {
        one.stop();
        return one.calls;
      });
      gathered.clear();
      await giveBack(waiting);
      await sending;
    },
  };
  return desk;
}

/** Calls of one model that wait for others. */
interface Gathering {
  readonly calls: GatheredCall[];
  bytes: number;
  /** Whether it would be on its way, were another not. */
  isDue: boolean;
  add(call: GatheredCall, bytes: number): void;
  stop(): void;
}

function gathering(longestWaitMs: number, onDue: () => void): Gathering {
  const oldest = setTimeout(onDue, longestWaitMs);
  let quiet: NodeJS.Timeout | undefined;
  return {
    calls: [],
    bytes: 0,
    isDue: false,
    add(call, bytes) {
      this.calls.push(call);
      this.bytes += bytes;
      clearTimeout(quiet);
      quiet = setTimeout(onDue, longestWaitMs / QUIET_PARTS);
    },
    stop() {
      clearTimeout(oldest);
      clearTimeout(quiet);
    },
  };
}
