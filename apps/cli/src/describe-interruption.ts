const MOST_NAMED = 5;

/** What Ctrl-C did not end, and how to find it again. */
export function describeInterruption(ids: readonly string[]): string {
  if (ids.length === 0) return 'interrupted: no document is on its way.';
  const goOn = ids.length === 1 ? 'the document goes on' : `${ids.length} documents go on`;
  const how =
    ids.length > MOST_NAMED
      ? '`quire status` lists them, `quire watch ID` follows one'
      : `follow with ${ids.map((id) => `\`quire watch ${id}\``).join(', ')}`;
  return `interrupted: ${goOn} without this command: ${how}.`;
}
