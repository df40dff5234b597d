export interface Event {
  readonly atMs: number;
  readonly act: () => Promise<void> | void;
}

/** Events by their time: a binary heap. */
export function createQueue(): {
  add(atMs: number, act: Event['act']): void;
  take(): Event | undefined;
} {
  const heap: Event[] = [];
  const timeOf = (index: number): number => heap[index]?.atMs ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number): void => {
    const [left, right] = [heap[a], heap[b]];
    if (left && right) [heap[a], heap[b]] = [right, left];
  };
  return {
    add(atMs, act) {
      heap.push({ atMs, act });
      for (let child = heap.length - 1; child > 0;) {
        const parent = (child - 1) >> 1;
        if (timeOf(parent) <= timeOf(child)) break;
        swap(parent, child);
        child = parent;
      }
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let parent = 0; ;) {
        const left = 2 * parent + 1;
        const least = timeOf(left + 1) < timeOf(left) ? left + 1 : left;
        if (timeOf(parent) <= timeOf(least)) return first;
        swap(parent, least);
        parent = least;
      }
    },
  };
}
