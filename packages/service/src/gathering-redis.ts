import { type Command, Redis } from 'ioredis';

/** So many writes may follow each other at once after a while without any: what comes alone does not wait. */
const AT_ONCE = 8;

/**
 * A connection that sends what is asked of it in one turn of the event loop, or within `gatherMs`, with
 * one write. Each write is a system call on either side that wakes the other up and, with `appendfsync
 * always`, an fsync of Redis' own: a page's commands written one by one cost vision 0.9 ms of its processor, and
 * those of a page's steps written one by one a quarter of all that a page costs (bench of overhead). Each
 * command is still sent, answered and, after a broken line, sent again by itself, as it would not be
 * in a pipeline (ioredis' auto-pipelining fails a pipeline that a broken line cuts in two).
 */
export class GatheringRedis extends Redis {
  /**
   * Time between two writes, once so many were made: what comes sooner waits for it. For a connection that
   * many use at once; whoever asks alone, one thing after the other in a long row, waits each time, or has it
   * written soon.
   */
  gatherMs = 0;
  /** When the next write is due: the more have been made of late, the later. */
  #dueAtMs = 0;
  /** What is to be asked just before the next write. */
  #asked: (() => void)[] = [];
  /** Ends what is gathered now by writing it; undefined while nothing is. */
  #write: (() => void) | undefined;

  override sendCommand(...sent: [command: Command, stream?: NonNullable<SentTo>]): unknown {
    this.#gather();
    return super.sendCommand(...sent);
  }

  /**
   * Runs `ask` just before the next write, for who would rather ask for several things in one command; at
   * once where nothing can be gathered, as there is no connection.
   */
  beforeWrite(ask: () => void): void {
    this.#asked.push(ask);
    this.#gather();
    if (this.status !== 'ready') this.#askNow();
  }

  /**
   * Writes what is asked in this turn of the event loop with its end, and with it what is gathered: for who
   * asks for one thing after the other, and would wait each time.
   */
  writeSoon(): void {
    this.#gather();
    const write = this.#write;
    if (write !== undefined) setImmediate(write);
  }

  override disconnect(...how: Parameters<Redis['disconnect']>): void {
    this.#askNow();
    super.disconnect(...how);
  }

  #gather(): void {
    const socket: Redis['stream'] | undefined = this.stream;
    if (socket?.writableCorked !== 0 || this.status !== 'ready') return;
    socket.cork();
    const waitMs = this.#dueAtMs - performance.now();
    const write = (): void => {
      if (this.#write !== write) return;
      this.#write = undefined;
      clearTimeout(timer);
      const nowMs = performance.now();
      const dueAtMs = Math.max(this.#dueAtMs, nowMs - AT_ONCE * this.gatherMs);
      // However many were written out of turn: nobody waits longer than that for them.
      this.#dueAtMs = Math.min(dueAtMs, nowMs) + this.gatherMs;
      this.#askNow();
      socket.uncork();
    };
    this.#write = write;
    // Once it is closed, which writes what is left, nothing has to stay up for it.
    const timer = waitMs > 0 ? setTimeout(write, waitMs).unref() : undefined;
    if (timer === undefined) setImmediate(write);
  }

  #askNow(): void {
    // What asks may ask for more, which nobody would write until the next command.
    for (let ask = this.#asked.shift(); ask !== undefined; ask = this.#asked.shift()) ask();
  }
}

type SentTo = Parameters<Redis['sendCommand']>[1];
