import { pause } from '../sim/pause.ts';
import type { Sim } from '../sim/sim.ts';
import { BATCH_LIFETIME_MS, type Batch, type BatchEntry } from './batch.ts';
import { runEntry } from './run-entry.ts';

/** Entries due within so short a time are run without a timer between them. */
const SLICE_MS = 20;

/**
 * Runs a batch: its entries spread evenly over the time it is in progress, so that one which is
 * canceled half-way is half done. Ends no earlier than that time, however few they are.
 */
export async function runBatch(sim: Sim, batch: Batch): Promise<void> {
  const totalMs = sim.options.batchS * 1000;
  const running = new Set<Promise<void>>();
  for (const [index, entry] of batch.entries.entries()) {
    const dueMs = batch.createdAtMs + (totalMs * (index + 0.5)) / batch.entries.length;
    const waitMs = dueMs - sim.now();
    if (waitMs > SLICE_MS) await takeTime(waitMs, sim);
    if (batch.cancelInitiatedAtMs !== undefined) {
      entry.result = { type: 'canceled' };
      continue;
    }
    if (sim.now() >= batch.createdAtMs + BATCH_LIFETIME_MS) {
      entry.result = { type: 'expired' };
      continue;
    }
    const run = runInto(sim, batch, entry).finally(() => running.delete(run));
    running.add(run);
    if (running.size >= sim.options.ocrWorkers * 2) await Promise.race(running);
  }
  await Promise.all(running);
  const leftMs =
    batch.cancelInitiatedAtMs === undefined ? batch.createdAtMs + totalMs - sim.now() : 0;
  await takeTime(leftMs, sim);
  batch.endedAtMs = sim.now();
}

/** @throws when the stand-in stops */
async function takeTime(ms: number, { batchHurry, stopping }: Sim): Promise<void> {
  await pause(ms, AbortSignal.any([stopping, batchHurry.signal])).catch((error: unknown) => {
    if (stopping.aborted) throw error;
  });
}

async function runInto(sim: Sim, batch: Batch, entry: BatchEntry): Promise<void> {
  entry.result = await runEntry(sim, batch, entry);
}
