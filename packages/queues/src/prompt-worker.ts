import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** A connection that gathers what it is given and writes it now and then, as the vision workers' does. */
interface Gathering {
  /** Writes with the end of this turn of the event loop. */
  writeSoon(): void;
}

/**
 * A worker that is given its jobs at once. BullMQ fills free hands one after the other, and begins none of their
 * jobs before all have one: on a connection that gathers, 32 of them would take more than a second.
 */
export class PromptWorker<Data, Result> extends Worker<Data, Result> {
  protected override moveToActive(token: string, name?: string): Promise<Job<Data, Result>> {
    const job = super.moveToActive(token, name);
    const { connection } = this.opts;
    if (gathers(connection)) connection.writeSoon();
    return job;
  }
}

function gathers(connection: object): connection is Redis & Gathering {
  return 'writeSoon' in connection;
}
