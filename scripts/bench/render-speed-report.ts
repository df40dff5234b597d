import type { BenchPage } from './page-set/bench-page.ts';
import type { ToolName } from './render-contestants.ts';
import { type SizeName, sizeNames, type SpeedRow } from './render-speed.ts';
import { median, quantile, sum } from './render-statistics.ts';
import { printTable } from './render-table.ts';

const BYTES_PER_KB = 1024;

/** What is asked of our CPU time, as a share of theirs. */
const GOALS: Readonly<Record<string, string>> = {
  pdftoppm: '≤ 0.50',
  'mutool png': '≤ 1.00',
  'mutool raw': '',
  'pdf.js': '≤ 0.25',
};

/** Prints CPU, bytes and tokens by kind of page, then our share of each other's CPU. */
export function reportSpeed(
  rows: readonly SpeedRow[],
  starts: ReadonlyMap<ToolName, number>,
): void {
  const names = [...(rows[0]?.cpuMs.keys() ?? [])];
  for (const at of sizeNames) {
    const here = rows.filter((row) => row.at === at);
    const title = at === 'auto' ? 'as `auto` decides' : "the tier's largest picture";
    console.log(`CPU ms per page, median / p95, file opened to picture encoded: ${title}`);
    const kinds = [...new Set(here.map(({ page }) => page.kind))];
    printTable(
      ['pages', 'n', ...names, 'kB ours', 'kB pdftoppm', 'tokens a page'],
      [...kinds.map((kind) => line(kind, here, names)), line('all', here, names)],
    );
  }
  const started = [...starts].map(([tool, ms]) => `${tool} ${ms.toFixed(0)} ms`).join(', ');
  console.log(
    `Each page is a process of a tool's own, whose start and end are in its figures: ${started} for a picture of 4 × 4.`,
  );
  console.log(
    "'file open' is ours where another page of the file was drawn before it; all else is from opening the file.",
  );
  console.log('A page sent in parts is as many pictures to each, of the sizes of its parts.');
  console.log('');
  console.log('Our CPU as a share of theirs');
  printTable(
    [
      'against',
      'size',
      'medians',
      'p95s',
      'totals',
      'totals but parts',
      'median of pages',
      'medians, without starts',
      'asked',
    ],
    names
      .filter((name) => name in GOALS)
      .flatMap((name) => [
        share('ours', name, 'auto', rows, starts),
        share('file open', name, 'auto', rows, starts),
        share('ours', name, 'largest', rows, starts),
      ]),
  );
}

function line(
  kind: BenchPage['kind'] | 'all',
  rows: readonly SpeedRow[],
  names: readonly string[],
): string[] {
  const of = kind === 'all' ? rows : rows.filter(({ page }) => page.kind === kind);
  const kb = (name: string): string =>
    (median(of.map(({ bytes }) => bytes.get(name) ?? Number.NaN)) / BYTES_PER_KB).toFixed(0);
  return [
    kind,
    String(of.length),
    ...names.map((name) => {
      const times = cpu(of, name);
      return `${median(times).toFixed(0)} / ${quantile(times, 0.95).toFixed(0)}`;
    }),
    kb('ours'),
    kb('pdftoppm'),
    (sum(of.map(({ tokens }) => tokens)) / of.length).toFixed(0),
  ];
}

function share(
  mine: 'ours' | 'file open',
  name: string,
  at: SizeName,
  rows: readonly SpeedRow[],
  starts: ReadonlyMap<string, number>,
): string[] {
  const here = rows.filter((row) => row.at === at);
  const [ours, theirs] = [cpu(here, mine), cpu(here, name)];
  const whole = here.filter(({ parts }) => parts === 1);
  const ofPages = ours.map((ms, index) => ms / (theirs[index] ?? Number.NaN));
  return [
    name,
    mine === 'ours' ? at : `${at}, ${mine}`,
    (median(ours) / median(theirs)).toFixed(2),
    (quantile(ours, 0.95) / quantile(theirs, 0.95)).toFixed(2),
    (sum(ours) / sum(theirs)).toFixed(2),
    (sum(cpu(whole, mine)) / sum(cpu(whole, name))).toFixed(2),
    median(ofPages).toFixed(2),
    (median(ours) / median(withoutStarts(here, name, starts.get(name) ?? 0))).toFixed(2),
    GOALS[name] ?? '',
  ];
}

function cpu(rows: readonly SpeedRow[], name: string): number[] {
  return rows.map(({ cpuMs }) => cpuMs.get(name) ?? Number.NaN);
}

/** What the pages cost where one start serves many of them: each picture's process has one start in it. */
function withoutStarts(rows: readonly SpeedRow[], name: string, startMs: number): number[] {
  return rows.map(({ cpuMs, parts }) => (cpuMs.get(name) ?? Number.NaN) - startMs * parts);
}
