/**
 * So many calls whose end nobody knows, with no answer between them, are the provider's trouble and
 * not a page's. Fewer happen one by one on good days, and a pause for each would cost more than it saves.
 */
const IN_A_ROW = 3;

/** Tells an outage from stray errors, by limit group. Each process counts for itself; the hold is shared. */
export interface OutageWatch {
  answered(group: string): void;
  /** @returns whether this end is one too many: all have to be held up */
  endedInDoubt(group: string): boolean;
}

export function watchForOutage(): OutageWatch {
  const inARow = new Map<string, number>();
  return {
    answered: (group) => void inARow.delete(group),
    endedInDoubt(group) {
      // It goes on counting: what probes meet until there is an answer is the same outage.
      const count = (inARow.get(group) ?? 0) + 1;
      inARow.set(group, count);
      return count >= IN_A_ROW;
    },
  };
}
