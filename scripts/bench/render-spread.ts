/** So many of all, evenly spread, so that every kind of page keeps its share. */
export function spread<Item>(all: readonly Item[], most: number): Item[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]).filter(
    (item): item is Item => item !== undefined,
  );
}
