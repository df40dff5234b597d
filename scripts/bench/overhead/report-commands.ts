import { printTable } from '../render-table.ts';
import type { CommandStats } from './measure-pages.ts';
import type { ScriptRuns } from './measure-scripts.ts';

const MOST = 15;

/** Prints what Redis spent its time on, dearest first. Commands inside scripts count in theirs too. */
export function reportCommands(commands: CommandStats, pages: number): void {
  const rows = [...commands]
    .toSorted(([, a], [, b]) => b.usec - a.usec)
    .slice(0, MOST)
    .map(([name, { calls, usec }]) => [
      name,
      (calls / pages).toFixed(2),
      (usec / 1000 / pages).toFixed(4),
    ]);
  printTable(["Redis' commands", 'a page', 'ms a page'], rows);
}

/** Prints the same of scripts, by hash, number of keys and first key. */
export function reportScripts(scripts: readonly ScriptRuns[], pages: number): void {
  const rows = scripts
    .toSorted((a, b) => b.usec - a.usec)
    .slice(0, MOST)
    .map(({ name, calls, usec }) => [
      name,
      (calls / pages).toFixed(2),
      (usec / calls / 1000).toFixed(3),
      (usec / 1000 / pages).toFixed(4),
    ]);
  printTable(["Redis' scripts", 'a page', 'ms each', 'ms a page'], rows);
}
