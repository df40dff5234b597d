import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { caseNames, strategyNames } from './limiter-options.ts';

const measured = z.object({
  strategy: z.enum(strategyNames),
  name: z.enum(caseNames),
  processes: z.int(),
  burst: z.int(),
  /** Measured seconds. */
  seconds: z.int(),
  /**
   * What did not run over while the bucket was full, as a share of what flowed into it for us: the
   * rest is lost for good, and what is in the bucket at the end is not.
   */
  used: z.number(),
  /** Output tokens drawn, as a share of the same: more where a first fill was lived on. */
  drawn: z.number(),
  answers: z.int(),
  refused: z.int(),
  /** The machine's load over a minute, and how late the latest in a hundred of its timers were. */
  load: z.number(),
  lateMs: z.number(),
});

/** One strategy in one cell, and how busy the machine was with it. */
export type Measured = Readonly<z.infer<typeof measured>>;

/** Where results are kept between runs: a line of JSON each. None without a path. */
export interface Results {
  readonly known: readonly Measured[];
  keep(result: Measured): Promise<void>;
}

/** @throws Error where the file holds something else */
export async function openResults(path: string | undefined): Promise<Results> {
  if (path === undefined) return { known: [], keep: async () => {} };
  const text = await readFile(path, { encoding: 'utf8', flag: 'a+' });
  const known = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => measured.parse(JSON.parse(line)));
  return { known, keep: (result) => appendFile(path, `${JSON.stringify(result)}\n`) };
}
