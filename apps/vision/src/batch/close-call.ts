import { type FailureCode, noTokens } from '@quire/domain';
import type { BatchEntry, Calls, VainOutcome } from '@quire/store';
import { settleCall, type SettlePorts } from '../deliver-page.ts';
import { forfeited, released } from '../call-settlement.ts';
import { untilTaken } from '../until-taken.ts';
import { reservationOf } from './batched-call.ts';

export type CloseCallPorts = SettlePorts & {
  readonly calls: Pick<Calls, 'conclude' | 'settled'>;
};

/**
 * Books a call of a batch that brought its page nothing, and tells the limiter. One that is booked already
 * stays so.
 * @param name of the call at the provider; null where it has none
 */
export async function closeCall(
  entry: BatchEntry,
  outcome: { readonly class: 'free' | 'ambiguous'; readonly code: FailureCode },
  name: string | null,
  ports: CloseCallPorts,
): Promise<void> {
  const plan = { need: { kind: entry.kind, inputTokens: entry.input_tokens } };
  const owed =
    outcome.class === 'free'
      ? released(reservationOf(entry), plan)
      : forfeited(reservationOf(entry), plan);
  await bookCall(
    entry,
    {
      ...outcome,
      attempt: entry.attempt,
      usage: noTokens,
      costMicroUsd: owed.costMicroUsd,
      requestId: name,
      settlement: JSON.stringify(owed),
    },
    ports,
  );
}

/** Writes down what became of a call of a batch, however long that takes, and tells the limiter. */
export async function bookCall(
  { document, page }: Pick<BatchEntry, 'document' | 'page'>,
  outcome: VainOutcome,
  ports: CloseCallPorts,
): Promise<void> {
  await untilTaken(
    () => ports.calls.conclude(document, page, outcome),
    (error) => ports.onTrouble('the outcome of a call is not booked yet; trying again', error),
  );
  await settleCall(document, outcome.settlement, ports);
}
