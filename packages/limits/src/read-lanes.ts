import { isFailureCode } from '@quire/domain';
import type { Redis } from 'ioredis';
import type { Hold, Levels } from './face.ts';
import { laneKey } from './keys.ts';
import { loadScript } from './script.ts';

/** As in `scripts/parts/lane.lua`, which keeps to them. */
const LOWEST_LIMITS = { rpm: 50, itpm: 50_000, otpm: 10_000 };
const showLane = loadScript('show-lane-1');

interface Lane {
  readonly group: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Redis' own clock when they were read. */
  readonly nowMs: number;
}

export async function readLanes(
  redis: Redis,
  prefix: string,
  groups: readonly string[],
  clock: (() => number) | undefined,
): Promise<Lane[]> {
  const [seconds, microseconds] = await redis.time();
  const nowMs = clock?.() ?? Number(seconds) * 1000 + Number(microseconds) / 1000;
  const read = async (group: string): Promise<Lane> => {
    return { group, fields: await readLaneFields(redis, laneKey(prefix, group)), nowMs };
  };
  return Promise.all(groups.toSorted().map(read));
}

/** All that is stored of a lane, as text. */
export async function readLaneFields(redis: Redis, key: string): Promise<Record<string, string>> {
  const flat: unknown = await showLane.run(redis, [key], ['']);
  const words = Array.isArray(flat) ? flat.map(String) : [];
  const names = words.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name, words[2 * at + 1] ?? '']));
}

/** The pauses and halts in force. A lane that waits for a probe is held until the probe's answer. */
export function readHolds(lanes: readonly Lane[]): Hold[] {
  return lanes.flatMap(({ group, fields, nowMs }) => {
    const { hold_kind: kind, hold_code: code, hold_detail: detail = '' } = fields;
    if (code === undefined || !isFailureCode(code)) return [];
    const untilMs = Number(fields['hold_until']);
    const forMs = Math.max(0, Math.round(untilMs - nowMs));
    if (forMs === 0 && (kind === 'pause' || kind === 'ramp')) return [];
    const isHalt = kind === 'halt';
    const sinceMs = Number(fields['hold_since']);
    const isProbed = fields['probe'] !== undefined;
    return { group, code, detail, isHalt, sinceMs, untilMs, forMs, isProbed };
  });
}

/** What is left of each group's minute now, and what was measured of its streams. */
export function readLevels(lanes: readonly Lane[]): Levels[] {
  // A lane of batches has no limits that are counted here.
  const counted = lanes.filter(({ fields }) => fields['batched'] === undefined);
  return counted.map(({ group, fields, nowMs }) => {
    const number = (name: string): number => Number(fields[name] ?? 0);
    const limit = (name: string): number => {
      const [own, seen] = [number(`own_${name}`), number(name)];
      return own > 0 && seen > 0 ? Math.min(own, seen) : own || seen;
    };
    const limits = {
      rpm: limit('rpm') || LOWEST_LIMITS.rpm,
      itpm: limit('itpm') || LOWEST_LIMITS.itpm,
      otpm: limit('otpm') || LOWEST_LIMITS.otpm,
    };
    const elapsedS = Math.max(0, nowMs - number('at')) / 1000;
    const speed = number('stream_tokens') / Math.max(1, number('stream_ms') / 1000);
    // As in the script: the debt shrinks by the refill and grows by what running streams draw.
    const left = (perMinute: number, bucket: string, drawnPerS: number): number => {
      const refillPerS = perMinute / 60 - number(`foreign_${bucket}`) - drawnPerS;
      return Math.round(perMinute - Math.max(0, number(bucket) - refillPerS * elapsedS));
    };
    return {
      group,
      limits,
      areKnown: limit('rpm') > 0,
      requests: left(limits.rpm, 'requests', 0),
      inputTokens: left(limits.itpm, 'input', 0),
      outputTokens: left(limits.otpm, 'output', number('drawing') * speed),
      callsInFlight: number('flying'),
      outputTokensPerS: Math.round(speed),
      foreignPerMinute: {
        rpm: Math.round(number('foreign_requests') * 60),
        itpm: Math.round(number('foreign_input') * 60),
        otpm: Math.round(number('foreign_output') * 60),
      },
      expectedOutput: expectations(fields),
    };
  });
}

/** What answers of each kind used so far: mean, and the median of a log-normal. */
function expectations(fields: Readonly<Record<string, string>>): Levels['expectedOutput'] {
  return Object.keys(fields).flatMap((name) => {
    const kind = /^kind:(.*):mean$/s.exec(name)?.[1];
    if (kind === undefined) return [];
    const of = (part: string): number => Number(fields[`kind:${kind}:${part}`]);
    const sigma = Math.sqrt(Math.max(0, of('log_square') - of('log') ** 2));
    return {
      kind,
      answers: of('count'),
      meanTokens: Math.round(of('mean')),
      lowTokens: Math.round(Math.exp(of('log') - 2 * sigma)),
      highTokens: Math.round(Math.exp(of('log') + 2 * sigma)),
    };
  });
}
