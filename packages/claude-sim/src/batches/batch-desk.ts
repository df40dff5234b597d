import { ApiError } from '../api/api-error.ts';
import { invalidRequest } from '../api/invalid-request.ts';
import { standinId } from '../api/standin-id.ts';
import type { Sim } from '../sim/sim.ts';
import type { Batch, BatchEntry } from './batch.ts';
import { runBatch } from './run-batch.ts';

/** All batches of the workspace, newest first. */
export class BatchDesk {
  readonly #sim: Sim;
  readonly #batches = new Map<string, Batch>();

  constructor(sim: Sim) {
    this.#sim = sim;
  }

  /** Takes a batch in and lets it run. */
  create(entries: readonly BatchEntry[], version: string): Batch {
    const waiting = [...this.#batches.values()]
      .filter(({ endedAtMs }) => endedAtMs === undefined)
      .reduce((sum, batch) => sum + batch.entries.length, 0);
    const room = this.#sim.limiter.batchQueue;
    if (waiting + entries.length > room) {
      throw new ApiError(
        429,
        'rate_limit_error',
        `Too many batch requests in the processing queue: ${waiting} + ${entries.length} > ${room}`,
        { headers: { 'retry-after': '60' } },
      );
    }
    const batch: Batch = {
      id: standinId('msgbatch'),
      createdAtMs: this.#sim.now(),
      version,
      entries,
      cancelInitiatedAtMs: undefined,
      endedAtMs: undefined,
    };
    this.#batches.set(batch.id, batch);
    // It can only be stopped, and then nobody is left to ask for it.
    runBatch(this.#sim, batch).catch(() => undefined);
    return batch;
  }

  list(): Batch[] {
    return [...this.#batches.values()].toReversed();
  }

  find(id: string): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new ApiError(404, 'not_found_error', `Not found: ${id}`);
    return batch;
  }

  /** Stops what has not begun. A second time, or at the end, it changes nothing. */
  cancel(id: string): Batch {
    const batch = this.find(id);
    if (batch.endedAtMs === undefined) batch.cancelInitiatedAtMs ??= this.#sim.now();
    return batch;
  }

  /** Only what has ended can be deleted. */
  delete(id: string): void {
    const batch = this.find(id);
    if (batch.endedAtMs === undefined) {
      throw invalidRequest(`Batch ${id} cannot be deleted while it is processing; cancel it first`);
    }
    this.#batches.delete(id);
  }
}
