import type { Output } from '../output/output.ts';
import { barProgress } from './bar-progress.ts';
import { jsonProgress } from './json-progress.ts';
import { lineProgress } from './line-progress.ts';
import type { Progress } from './progress.ts';

export interface ProgressSettings {
  readonly json: boolean;
  /** Whether anything will change that could be watched. */
  readonly isWaiting: boolean;
  /** How many documents there will be. */
  readonly documents: number;
}

/** JSON where it is asked for, bars on a terminal, plain lines elsewhere. */
export function createProgress(
  output: Output,
  { json, isWaiting, documents }: ProgressSettings,
): Progress {
  if (json) return jsonProgress(output);
  if (isWaiting && output.isTerminal) return barProgress(output, documents);
  return lineProgress(output);
}
