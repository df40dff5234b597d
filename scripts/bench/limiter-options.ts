import { parseArgs } from 'node:util';

const bursts = [1, 5, 60] as const;
const processCounts = [1, 4, 16] as const;
export const caseNames = ['steady', 'kill', 'foreign', 'halved', 'tail'] as const;
export const strategyNames = ['quire', 'bullmq', 'split', 'none'] as const;

export type CaseName = (typeof caseNames)[number];
export type StrategyName = (typeof strategyNames)[number];

export interface LimiterBench {
  readonly processes: readonly number[];
  readonly bursts: readonly number[];
  readonly cases: readonly CaseName[];
  readonly strategies: readonly StrategyName[];
  /** Measured, after the warm-up. */
  readonly seconds: number;
  readonly warmUpS: number;
  /** Processes at a time, and some for each run: more than the machine bears is what would be measured. */
  readonly most: number;
  /** A file that results are added to; what is in it is not measured again. */
  readonly results: string | undefined;
}

export const usage = `usage: npm run bench -- limiter [options]

  --processes N     1, 4 or 16 unless told; may be repeated
  --burst S         seconds of a limit that the stand-in gives at once: 1, 5 or 60; may be repeated
  --case NAME       ${caseNames.join(', ')}; may be repeated
  --strategy NAME   ${strategyNames.join(', ')}; may be repeated
  --seconds N       measured in each cell; 45 unless told
  --warm-up N       seconds before that; 20 unless told, at least 60 for us beside others' traffic and
                    where answers may be long, and 10 at most for those who learn nothing
  --most N          processes at a time, 8 more for each of our runs and 4 for each other; 60 unless told
  --results FILE    add each result to this file, and measure only what it does not hold yet
`;

/** @throws Error where the words cannot be meant */
export function readOptions(words: readonly string[]): LimiterBench | null {
  const { values } = parseArgs({
    args: [...words],
    options: {
      processes: { type: 'string', multiple: true },
      burst: { type: 'string', multiple: true },
      case: { type: 'string', multiple: true },
      strategy: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '45' },
      'warm-up': { type: 'string', default: '20' },
      most: { type: 'string', default: '60' },
      results: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    processes: values.processes?.map(whole) ?? processCounts,
    bursts: values.burst?.map(whole) ?? bursts,
    cases: values.case?.map((name) => oneOf(name, caseNames)) ?? caseNames,
    strategies: values.strategy?.map((name) => oneOf(name, strategyNames)) ?? strategyNames,
    seconds: whole(values.seconds),
    warmUpS: whole(values['warm-up']),
    most: whole(values.most),
    results: values.results,
  };
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${text} is no whole number above zero`);
}

function oneOf<Name extends string>(text: string, names: readonly Name[]): Name {
  const name = names.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw new Error(`${text} is none of ${names.join(', ')}`);
}
