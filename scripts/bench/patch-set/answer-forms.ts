/** The same patch in the forms that were weighed against each other, by how each would be written. */
export const answerForms = {
  'kind first, runs after it': (patch: string) => patch,
  'a run a line': (patch: string) =>
    patch
      .split('\n')
      .flatMap((line) => {
        const runs = runsOf(line);
        return runs === null ? [line] : runs.of.map((run) => `${run} ${runs.kind}`);
      })
      .join('\n'),
  'a letter for each line': (patch: string) => {
    const others: string[] = [];
    const letters: string[] = [];
    for (const line of patch.split('\n')) {
      const runs = runsOf(line);
      if (runs === null) others.push(line);
      else
        for (const run of runs.of)
          letters.push(runs.kind.toUpperCase(), '.'.repeat(lengthOf(run) - 1));
    }
    return [letters.join(''), ...others].join('\n');
  },
  JSON: (patch: string) =>
    JSON.stringify(
      patch.split('\n').flatMap((line): unknown[] => {
        const runs = runsOf(line);
        if (runs === null) return [{ text: line }];
        return runs.of.map((run) => ({ kind: runs.kind, lines: run }));
      }),
    ),
} as const satisfies Record<string, (patch: string) => string>;

function runsOf(line: string): { readonly kind: string; readonly of: string[] } | null {
  const [kind = '', ...of] = line.split(' ');
  if (!/^[a-z]\d?$/.test(kind)) return null;
  return { kind, of: of.filter((run) => !run.startsWith('+')) };
}

function lengthOf(run: string): number {
  return run.split(',').reduce((sum, part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return sum + to - from + 1;
  }, 0);
}
