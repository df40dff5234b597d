import { killPointNames } from '@quire/service';
import { seededRandom } from '../samples/seeded-random.ts';
import type { FaultName } from './fault-names.ts';

/** One harm, drawn before anything runs: what, to whom, when, so that a seed says all of it. */
export interface DrawnFault {
  readonly name: Exclude<FaultName, 'provider'>;
  /** Seconds after the fault before it. */
  readonly afterS: number;
  /** The process it is for, where it is for one. */
  readonly target: string;
  /** Where `kill-point` kills, as QUIRE_KILL_AT takes it. */
  readonly killAt: string;
  /** How long the harm lasts, where it lasts: a share of what the options allow, 0.5 to 1. */
  readonly share: number;
}

/**
 * How often each kind is drawn, against the others. Those that stop the whole system for many
 * seconds are seldom, or nothing would be under load when the next one comes.
 */
const weights: Readonly<Record<DrawnFault['name'], number>> = {
  kill: 8,
  stop: 3,
  term: 5,
  'kill-point': 9,
  'redis-kill': 2,
  'redis-pause': 1,
  oom: 2,
  disk: 1,
  'half-open': 2,
};

/** Endless, and the same for the same seed. Vision is drawn twice as often: money is lost there. */
export function* drawFaults(
  { seed, everyS, only }: { seed: number; everyS: number; only: readonly FaultName[] },
  processes: readonly string[],
): Generator<DrawnFault> {
  const random = seededRandom(seed);
  const kinds = only
    .filter((name) => name !== 'provider')
    .flatMap((name) => Array.from({ length: weights[name] }, () => name));
  const visions = processes.filter((name) => name.startsWith('vision'));
  if (kinds.length === 0) return;
  for (;;) {
    const name = pick(kinds, random());
    const target = pick(name === 'kill-point' ? visions : [...processes, ...visions], random());
    const point = pick(killPointNames, random());
    const passing = 1 + Math.floor(random() * 30);
    const afterS = everyS * (0.5 + random());
    yield { name, target, afterS, killAt: `${point}:${passing}`, share: 0.5 + random() / 2 };
  }
}

function pick<Item>(items: readonly Item[], chance: number): Item {
  const item = items[Math.floor(chance * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to draw from');
  return item;
}
