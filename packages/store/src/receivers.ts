import { createHash } from 'node:crypto';
import { parseJson } from '@quire/domain';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { disabledEndpointsKey, receiverKeys, type ReceiverKeys } from './keys.ts';
import { loadScript } from './script.ts';

const enterLane = loadScript('enter-lane-4', 'time');
const leaveLane = loadScript('leave-lane-4', 'time');

/** Whom deliveries go to: a lane is a tenant's for one origin, an endpoint one URL of it. */
export interface Receiver {
  readonly tenant: string;
  readonly url: string;
}

export interface ReceiverLimits {
  /** Deliveries to one origin at a time: enough for a quick one, and all that a slow one can hold. */
  readonly mostInLane: number;
  /** Of one tenant, over all origins. */
  readonly mostOfTenant: number;
  /** Between two to one origin, once as many as fit into `burstMs` have gone. */
  readonly gapMs: number;
  readonly burstMs: number;
  /** Failures in a row, of those that hold up or harm, after which a lane is closed for a while. */
  readonly failuresToClose: number;
  /** An endpoint that only failed for this long, and this often, is disabled (as Svix does). */
  readonly disableAfterMs: number;
  readonly failuresToDisable: number;
}

const DEFAULT_LIMITS: ReceiverLimits = {
  mostInLane: 8,
  mostOfTenant: 24,
  gapMs: 10,
  burstMs: 1_000,
  failuresToClose: 5,
  disableAfterMs: 120 * 3_600_000,
  failuresToDisable: 10,
};

/** Longer than a POST may take (15 s) and what comes after it. */
const COURIER_DEAD_AFTER_MS = 30_000;
/** A receiver may ask for a whole lane's rest, but for no more than this. */
const MOST_REST_MS = 3_600_000;
/** A failing endpoint that nobody sent to for this long is forgotten. */
const REMEMBERED_MS = 30 * 86_400_000;

/** What a delivery that wants to begin is told. `atMs` is Redis' clock, which all couriers share. */
type Entry =
  | { readonly kind: 'go' | 'disabled'; readonly atMs: number }
  | { readonly kind: 'wait'; readonly atMs: number; readonly forMs: number };

/** How a delivery went: `failed` was answered, `unwell` was not, or with 429 or 5xx. */
export type LaneOutcome = 'delivered' | 'failed' | 'unwell' | 'gone' | 'abandoned';

export interface DisabledEndpoint {
  readonly tenant: string;
  readonly origin: string;
  readonly sinceMs: number;
  /** The failure that disabled it. */
  readonly code: string;
}

/**
 * Keeps receivers apart, so that one that is slow, down or gone holds up nobody else, over any number
 * of couriers.
 */
export interface Receivers {
  /**
   * @param notBeforeMs as the delivery's schedule has it
   * @param replayedAtMs when it was asked to be sent again, 0 when it was not
   */
  enter(
    receiver: Receiver,
    id: string,
    when: { readonly notBeforeMs: number; readonly replayedAtMs: number },
  ): Promise<Entry>;
  /**
   * @param retryAfterMs what the receiver asks for
   * @param code the failure, for the list of disabled endpoints
   */
  leave(
    receiver: Receiver,
    id: string,
    end: {
      readonly outcome: LaneOutcome;
      readonly retryAfterMs: number | null;
      readonly code: string | null;
    },
  ): Promise<{ readonly isDisabled: boolean; readonly isNew: boolean }>;
  /** Endpoints that are disabled, longest first. */
  disabled(): Promise<DisabledEndpoint[]>;
}

const entry = z.tuple([z.enum(['go', 'wait', 'disabled']), z.number(), z.number()]);
const left = z.tuple([z.number(), z.number()]);
const disabledEndpoint = z.object({
  tenant: z.string(),
  origin: z.string(),
  sinceMs: z.number(),
  code: z.string(),
});

/** @param limits for tests, which cannot wait for days */
export function createReceivers(
  redis: Redis,
  prefix: string,
  limits: Partial<ReceiverLimits> = {},
): Receivers {
  const most = { ...DEFAULT_LIMITS, ...limits };
  const index = disabledEndpointsKey(prefix);
  return {
    async enter({ tenant, url }, id, { notBeforeMs, replayedAtMs }) {
      const names = namesOf(url);
      const reply = await enterLane.run(redis, keysOf(receiverKeys(prefix, tenant, names)), [
        id,
        names.lane,
        notBeforeMs,
        replayedAtMs,
        COURIER_DEAD_AFTER_MS,
        most.mostInLane,
        most.mostOfTenant,
        most.gapMs,
        most.burstMs,
        most.failuresToClose,
      ]);
      const [kind, atMs, forMs] = entry.parse(reply);
      return kind === 'wait' ? { kind, atMs, forMs } : { kind, atMs };
    },
    async leave({ tenant, url }, id, { outcome, retryAfterMs, code }) {
      const names = namesOf(url);
      const reply = await leaveLane.run(redis, keysOf(receiverKeys(prefix, tenant, names)), [
        id,
        names.lane,
        outcome,
        Math.min(retryAfterMs ?? 0, MOST_REST_MS),
        most.failuresToClose,
        most.disableAfterMs,
        most.failuresToDisable,
        REMEMBERED_MS,
      ]);
      const [isDisabled, isNew] = left.parse(reply).map((flag) => flag === 1);
      // Another slot's, so a kill may come in between: each failure of a disabled one says it again.
      const field = `${tenant} ${names.endpoint}`;
      if (isDisabled === true) {
        const known = {
          tenant,
          origin: new URL(url).origin,
          sinceMs: Date.now(),
          code: code ?? '',
        };
        await redis.hsetnx(index, field, JSON.stringify(known));
      } else if (outcome === 'delivered') {
        await redis.hdel(index, field);
      }
      return { isDisabled: isDisabled === true, isNew: isNew === true };
    },
    async disabled() {
      const known = Object.values(await redis.hgetall(index)).flatMap((json) => {
        const read = disabledEndpoint.safeParse(parseJson(json));
        return read.success ? [read.data] : [];
      });
      return known
        .filter(({ sinceMs }) => sinceMs > Date.now() - REMEMBERED_MS)
        .toSorted((one, other) => one.sinceMs - other.sinceMs);
    },
  };
}

function keysOf({ lane, endpoint, sending, slots }: ReceiverKeys): string[] {
  return [lane, endpoint, sending, slots];
}

/** Hashed: a URL may hold a token, and the names of keys are shown to whoever looks at Redis. */
function namesOf(url: string): { lane: string; endpoint: string } {
  return { lane: hash(new URL(url).origin), endpoint: hash(url) };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
