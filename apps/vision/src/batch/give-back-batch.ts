import type { Limiter } from '@quire/limits';
import type { BatchCalls, Batches, BatchRecord, Calls } from '@quire/store';
import { released } from '../call-settlement.ts';
import { reservationOf } from './batched-call.ts';
import { byDocument } from './by-document.ts';
import { closeCall, type CloseCallPorts } from './close-call.ts';
import { wakePages, type WakePorts } from './wake-pages.ts';

export type GiveBackPorts = CloseCallPorts &
  WakePorts & {
    readonly batches: Pick<Batches, 'entries' | 'forget'>;
    readonly batchCalls: Pick<BatchCalls, 'attemptsIn'>;
    readonly calls: Pick<Calls, 'withdraw'>;
    readonly limiter: Pick<Limiter, 'settle'>;
  };

/**
 * Gives back the calls of a batch whose process died before anything of it was sent: nothing was paid, and
 * what was reserved for it is free again.
 */
export async function giveBackBatch({ key }: BatchRecord, ports: GiveBackPorts): Promise<void> {
  const { batches, batchCalls, calls, limiter } = ports;
  const entries = await batches.entries(key);
  for (const [id, own] of byDocument(entries)) {
    const pages = own.map(({ page }) => page);
    // First: its process may only have stood still, and what it writes down after this nobody would look after.
    await Promise.all(own.map(({ page, fence }) => calls.withdraw(id, page, fence)));
    const attempts = await batchCalls.attemptsIn(id, pages, key);
    for (const [at, entry] of own.entries()) {
      const attempt = attempts[at] ?? null;
      if (attempt === null) {
        // It was not written down: there is no more of it than perhaps a reservation.
        await limiter.settle(released(reservationOf(entry), { need: { kind: entry.kind } }));
        continue;
      }
      const outcome = { class: 'free', code: 'batch_not_sent' } as const;
      await closeCall({ ...entry, attempt }, outcome, null, ports);
    }
  }
  await wakePages(entries, ports);
  await batches.forget(key, 'dropped');
}
