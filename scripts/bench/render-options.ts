import { parseArgs } from 'node:util';
import { pictureTiers, type PictureTier } from '@quire/domain';

const parts = ['speed', 'memory', 'long', 'beside', 'reading'] as const;
type Part = (typeof parts)[number];

export interface RenderBench {
  readonly only: readonly Part[];
  /** Pages of the set that are taken, spread over all kinds. */
  readonly pages: number;
  /** How often each page is drawn by each; the median counts. */
  readonly rounds: number;
  /** Pictures of the memory part. */
  readonly pictures: number;
  /** Pages that are read by OCR. */
  readonly reads: number;
  readonly tierName: string;
  readonly tier: PictureTier;
}

export const usage = `usage: npm run bench -- render [options]

  --only PART      speed, memory, long, beside or reading; may be repeated; all unless told
  --pages N        so many pages of the set, spread over all kinds; all unless told
  --rounds N       how often each page is drawn by each contestant; 1 unless told
  --pictures N     pictures of the memory part; 2000 unless told
  --reads N        pages that are read by OCR; 16 unless told
  --tier NAME      standard or high, as a model has it; high unless told
`;

/** @throws Error where the words cannot be meant */
export function readOptions(words: readonly string[]): RenderBench | null {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      pages: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '1' },
      pictures: { type: 'string', default: '2000' },
      reads: { type: 'string', default: '16' },
      tier: { type: 'string', default: 'high' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const only = parts.filter((part) => values.only.length === 0 || values.only.includes(part));
  if (only.length < values.only.length) throw new Error(`--only takes ${parts.join(', ')}`);
  const tier = Object.entries(pictureTiers).find(([name]) => name === values.tier)?.[1];
  if (tier === undefined) throw new Error(`--tier takes ${Object.keys(pictureTiers).join(', ')}`);
  return {
    only,
    pages: count('--pages', values.pages),
    rounds: count('--rounds', values.rounds),
    pictures: count('--pictures', values.pictures),
    reads: count('--reads', values.reads),
    tierName: values.tier,
    tier,
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${name} takes a whole number above 0, not "${text}"`);
}
