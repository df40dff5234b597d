import {
  type AcceptedDocument,
  type Admitted,
  type AdmissionRules,
  laneOf,
  type Leaving,
  rankOfTurn,
} from '@quire/domain';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { lookedKey, placesKeys, placesStateKey, standingKey } from './keys.ts';
import { listFrom } from './list-from.ts';
import { loadScript } from './script.ts';
import type { Slice } from './slices.ts';

const enterPlace = loadScript('enter-place-6', 'time', 'places');
const takeTurn = loadScript('take-turn-6', 'time', 'places');
const leavePlace = loadScript('leave-place-6', 'time', 'places');
const parkPlace = loadScript('park-place-6', 'time', 'places');

/** Where a document stands. */
export interface Standing {
  readonly hasPlace: boolean;
  /** Most of its pages that may be handed out and unfinished; 0 while it has to make room. */
  readonly window: number;
  /** Of its latest turn, as queues take it. */
  readonly rank: number;
  /** Who was given a place by this: the caller sets them going. */
  readonly admitted: readonly Admitted[];
}

/**
 * Which documents are taken apart and read, and which wait for that, over all tenants. Every method may be
 * repeated without harm, and whoever is given a place by one is for its caller to set going.
 */
export interface Places {
  /** Has a document wait for a place, where it does not yet and has none. */
  enter(
    document: Pick<AcceptedDocument, 'id' | 'tenant' | 'createdAtMs' | 'options'>,
    round: number,
  ): Promise<Standing>;
  /** Numbers the turn of a slice, and says how large its document's window is from now on. */
  takeTurn(
    documentId: string,
    slice: Pick<Slice, 'pages' | 'out' | 'rest'>,
  ): Promise<Omit<Standing, 'hasPlace'>>;
  /**
   * Takes a document's place back.
   * @param why by what its pages have come to: those that were never read are no measure of the pace
   */
  leave(documentId: string, why: Leaving): Promise<Admitted[]>;
  /** A document that waits for money stands in nobody's way, until its next turn. */
  park(documentId: string): Promise<Admitted[]>;
  /** Those with a place that had no turn, and nobody looked after, since `beforeMs`. */
  idleSince(beforeMs: number, limit: number): Promise<string[]>;
  looked(documentId: string, nowMs: number): Promise<void>;
  /** Those of the documents that wait for a place. */
  waiting(documentIds: readonly string[]): Promise<ReadonlySet<string>>;
  counts(): Promise<{ readonly open: number; readonly waiting: number }>;
  /** The rank whose turn it is now. */
  presentRank(): Promise<number>;
}

const standing = z.object({
  state: z.enum(['waiting', 'open']),
  lane: z.string(),
});

/** A document stays in its lane until it enters anew: who feeds it asks for that once. */
const MOST_REMEMBERED = 1_000;

/** All processes have to have the same rules. */
export function createPlaces(redis: Redis, prefix: string, rules: AdmissionRules): Places {
  const told = JSON.stringify(rules);
  const standingOf = async (ids: readonly string[]) => {
    if (ids.length === 0) return [];
    const entries = await redis.hmget(standingKey(prefix), ...ids);
    return entries.map((entry) => (entry === null ? null : standing.parse(JSON.parse(entry))));
  };
  const lanes = new Map<string, string>();
  const remember = (id: string, lane: string): void => {
    const oldest = lanes.keys().next();
    if (lanes.size >= MOST_REMEMBERED && oldest.done !== true) lanes.delete(oldest.value);
    lanes.set(id, lane);
  };
  const laneOfPlace = async (id: string): Promise<string> => {
    const known = lanes.get(id);
    if (known !== undefined) return known;
    const lane = (await standingOf([id]))[0]?.lane;
    if (lane !== undefined) remember(id, lane);
    return lane ?? '';
  };
  return {
    async enter({ id, tenant, createdAtMs, options }, round) {
      const lane = laneOf(options);
      lanes.delete(id);
      const values = [told, id, lane, tenant, options.priority ?? 0, round, createdAtMs];
      const reply = listFrom(await enterPlace.run(redis, placesKeys(prefix, lane), values));
      const [state, ...given] = reply;
      return { hasPlace: state === 'open', ...turnFrom(given) };
    },
    async takeTurn(documentId, { pages, out, rest }) {
      const keys = placesKeys(prefix, await laneOfPlace(documentId));
      const values = [told, documentId, pages.length, out, rest];
      return turnFrom(listFrom(await takeTurn.run(redis, keys, values)));
    },
    async leave(documentId, why) {
      // Asked for rather than told, for who ends a document that is gone does not know.
      const lane = await laneOfPlace(documentId);
      const values = [told, documentId, lane, why];
      lanes.delete(documentId);
      return admittedFrom(await leavePlace.run(redis, placesKeys(prefix, lane), values));
    },
    async park(documentId) {
      const keys = placesKeys(prefix, await laneOfPlace(documentId));
      return admittedFrom(await parkPlace.run(redis, keys, [told, documentId]));
    },
    idleSince: (beforeMs, limit) =>
      redis.zrange(lookedKey(prefix), '-inf', `(${beforeMs}`, 'BYSCORE', 'LIMIT', 0, limit),
    async looked(documentId, nowMs) {
      // XX: one that gave its place back meanwhile has none.
      await redis.zadd(lookedKey(prefix), 'XX', nowMs, documentId);
    },
    async waiting(documentIds) {
      const found = await standingOf(documentIds);
      return new Set(documentIds.filter((_id, at) => found[at]?.state === 'waiting'));
    },
    async counts() {
      const [all, open] = await Promise.all([
        redis.hlen(standingKey(prefix)),
        redis.zcard(lookedKey(prefix)),
      ]);
      return { open, waiting: Math.max(0, all - open) };
    },
    async presentRank() {
      const clock = await redis.hget(placesStateKey(prefix), 'clock');
      return rankOfTurn(Number(clock ?? rules.credit));
    },
  };
}

function turnFrom(reply: readonly unknown[]): Omit<Standing, 'hasPlace'> {
  const [window, turn, admitted] = reply;
  return {
    window: Number(window),
    rank: rankOfTurn(Number(turn)),
    admitted: admittedFrom(admitted),
  };
}

function admittedFrom(reply: unknown): Admitted[] {
  return listFrom(reply).map((one) => {
    const [documentId, round, turn] = listFrom(one);
    return {
      documentId: String(documentId),
      round: Number(round),
      rank: rankOfTurn(Number(turn)),
    };
  });
}
