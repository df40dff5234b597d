import type { Finding } from './judge-run.ts';

const MOST_NAMED = 5;

/** A promise that there is none of something, with the first few where there are. */
export function none(promise: string, found: readonly (string | number)[]): Finding {
  const some = found.slice(0, MOST_NAMED).join(', ');
  const more = found.length > MOST_NAMED ? ', …' : '';
  return {
    promise,
    found: found.length === 0 ? '0' : `${found.length}: ${some}${more}`,
    holds: found.length === 0,
  };
}
