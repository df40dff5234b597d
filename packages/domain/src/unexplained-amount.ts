import { shiftDay } from './shift-day.ts';

/** What one day of a bill comes to beyond the ledger; below zero where the ledger has more. */
interface DayDifference {
  readonly day: string;
  readonly model: string;
  readonly difference: number;
}

/**
 * What is billed and stands nowhere in the ledger. A call that was sent before midnight and answered
 * after it is on one day there and on the next here: so what one day lacks may stand on the day beside
 * it, of the same model, and nowhere else. Netted over all days, a surplus of one week would hide what
 * nobody can explain in another.
 * @returns an amount in the differences' unit, never below zero
 */
export function unexplainedAmount(days: readonly DayDifference[]): number {
  const left = new Map(days.map(({ day, model, difference }) => [`${day} ${model}`, difference]));
  let unexplained = 0;
  for (const { day, model, difference } of days.toSorted((a, b) => a.day.localeCompare(b.day))) {
    let lacking = Math.max(0, difference);
    // The day before first: its surplus is of use to no later day.
    for (const beside of [shiftDay(day, -1), shiftDay(day, 1)]) {
      const key = `${beside} ${model}`;
      const surplus = Math.max(0, -(left.get(key) ?? 0));
      const found = Math.min(lacking, surplus);
      if (found > 0) left.set(key, found - surplus);
      lacking -= found;
    }
    unexplained += lacking;
  }
  return unexplained;
}
