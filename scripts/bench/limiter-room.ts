/** So many processes at a time: more than the machine bears is what would be measured. */
export interface Room {
  take<T>(weight: number, run: () => Promise<T>): Promise<T>;
}

/** Lets so many processes run at a time, in the order in which they were asked for. */
export function createRoom(most: number): Room {
  let taken = 0;
  const waiting: { readonly weight: number; readonly begin: () => void }[] = [];
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (taken > 0 && taken + next.weight > most) return;
      waiting.shift();
      taken += next.weight;
      next.begin();
    }
  };
  return {
    async take(weight, run) {
      await new Promise<void>((begin) => {
        waiting.push({ weight, begin });
        admit();
      });
      try {
        return await run();
      } finally {
        taken -= weight;
        admit();
      }
    },
  };
}
