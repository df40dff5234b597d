import { parseArgs } from 'node:util';
import { type FaultName, faultNames, isFaultName } from './fault-names.ts';

/** What one run does. The same options, seed included, draw the same documents and faults. */
export interface ChaosOptions {
  readonly seed: number;
  /** Pages of all documents together, repeated documents included. */
  readonly pages: number;
  /** How long the run is under fire at most; what is left then must end in peace. */
  readonly minutes: number;
  /** Mean seconds between two faults. */
  readonly everyS: number;
  /** How long a process stands still. */
  readonly stopS: number;
  /** How long Redis stands still. */
  readonly pauseS: number;
  readonly only: readonly FaultName[];
  /** Keep the folder with logs and Redis' files, whatever the outcome. */
  readonly keep: boolean;
}

export const USAGE = `usage: npm run chaos -- [--seed N] [--pages 2000] [--minutes 5] [--every 4]
  [--stop-s 60] [--pause-s 40] [--only ${faultNames.join(',')}] [--keep]`;

/** @throws RangeError with a sentence for whoever typed it */
export function chaosOptions(words: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      pages: { type: 'string', default: '2000' },
      minutes: { type: 'string', default: '5' },
      every: { type: 'string', default: '4' },
      'stop-s': { type: 'string', default: '60' },
      'pause-s': { type: 'string', default: '40' },
      only: { type: 'string', default: faultNames.join(',') },
      keep: { type: 'boolean', default: false },
    },
  });
  return {
    seed: numberOf('--seed', values.seed),
    pages: numberOf('--pages', values.pages),
    minutes: numberOf('--minutes', values.minutes),
    everyS: numberOf('--every', values.every),
    stopS: numberOf('--stop-s', values['stop-s']),
    pauseS: numberOf('--pause-s', values['pause-s']),
    only: values.only.split(',').map(faultOf),
    keep: values.keep,
  };
}

function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new RangeError(`${flag} takes a number, not ${text}`);
  }
  return value;
}

function faultOf(text: string): FaultName {
  const name = text.trim();
  if (isFaultName(name)) return name;
  throw new RangeError(`--only takes some of ${faultNames.join(', ')}, not ${name}`);
}
