import type { Evidence, Finding } from './judge-run.ts';
import { none } from './none.ts';
import { VISION_CONCURRENCY } from './processes.ts';

/** The promises about money: paid once, all of it booked, nothing reserved for ever. */
export function judgeMoney({
  pages,
  bill,
  ledger,
  visionStops,
  moneyReserved,
}: Evidence): Finding[] {
  const { calls, microUsd, chargedUnseen, workersLost } = ledger;
  const asked = pages.questions - pages.cached;
  const further = [...pages.answers.values()].reduce((sum, n) => sum + Math.max(0, n - 1), 0);
  const inFlight = visionStops * VISION_CONCURRENCY;
  const others = calls.ambiguous - workersLost;
  const booked = microUsd.accepted + microUsd.waste;
  const answered = bill.microUsd - chargedUnseen.microUsd;
  return [
    {
      promise:
        'paid calls ≤ pages and wholes + further answers + in flight at hard ends + other ambiguous',
      found: `${bill.paidCalls} ≤ ${asked} + ${further} + ${inFlight} + ${others}`,
      holds: bill.paidCalls <= asked + further + inFlight + others,
    },
    {
      promise: 'paid calls ≤ accepted + waste + ambiguous of the ledger',
      found: `${bill.paidCalls} ≤ ${calls.accepted} + ${calls.waste} + ${calls.ambiguous}`,
      holds: bill.paidCalls <= calls.accepted + calls.waste + calls.ambiguous,
    },
    none('pages that show other calls than were accepted', ledger.acceptedOtherwise),
    none('calls begun of which nobody said what became', ledger.unconcluded),
    none('answers booked otherwise than charged', ledger.bookedWrong),
    {
      promise: 'answers: the ledger is the bill, in micro-dollars',
      found: `${booked} = ${answered}`,
      holds: booked === answered,
    },
    {
      promise: 'charged without an answer ≤ calls booked as ambiguous',
      found:
        `${chargedUnseen.calls} ≤ ${calls.ambiguous} (booked at ${microUsd.ambiguous}, ` +
        `charged ${chargedUnseen.microUsd})`,
      holds: chargedUnseen.calls <= calls.ambiguous,
    },
    {
      promise: 'money reserved at the end, in micro-dollars',
      found: String(moneyReserved),
      holds: moneyReserved === 0,
    },
  ];
}
