import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { cacheKeys } from './keys.ts';
import { loadGatheredScript, loadScript } from './script.ts';

const lookUpAnswer = loadGatheredScript('look-up-answer-2');
const keepAnswer = loadGatheredScript('keep-answer-4');
const releaseFlight = loadScript('release-flight-1');

/** Whoever asks for an answer: a worker, and one run of a job in it. Neither has a slash in it. */
export interface Asker {
  readonly owner: string;
  readonly token: string;
}

export type LookUp =
  /** `answer` as it was kept. */
  | { readonly kind: 'known'; readonly answer: string }
  /** Nobody has it: the caller asks, and keeps or releases what comes. */
  | { readonly kind: 'mine' }
  /** Somebody is asking for it now. */
  | { readonly kind: 'asked'; readonly retryInMs: number; readonly owner: string };

/**
 * Answers that were paid for once and are wanted again. What is kept, and under which key, is the
 * caller's: a key has to name everything the answer depends on, the tenant included.
 */
export interface AnswerCache {
  /** @param deadOwner one that is known to be dead: nobody waits for what it asked */
  lookUp(key: string, asker: Asker, leaseMs: number, deadOwner?: string): Promise<LookUp>;
  keep(key: string, asker: Asker, answer: string): Promise<void>;
  release(key: string, asker: Asker): Promise<void>;
}

export interface CacheBounds {
  /** How long an answer is kept, in seconds. */
  readonly ttlS: number;
  /** Most bytes of all answers together; the oldest make room. */
  readonly maxBytes: number;
}

export function createAnswerCache(
  redis: Redis,
  prefix: string,
  { ttlS, maxBytes }: CacheBounds,
): AnswerCache {
  return {
    async lookUp(key, asker, leaseMs, deadOwner = '') {
      const { answer, flight } = cacheKeys(prefix, key);
      const values = [nameOf(asker), leaseMs, deadOwner];
      return lookUpFrom(await lookUpAnswer.run(redis, [answer, flight], values));
    },
    async keep(key, asker, answer) {
      const keys = cacheKeys(prefix, key);
      const beginning = keys.answer.slice(0, -key.length);
      const values = [key, answer, nameOf(asker), ttlS * 1_000, maxBytes, beginning];
      await keepAnswer.run(redis, [keys.answer, keys.flight, keys.order, keys.sizes], values);
    },
    async release(key, asker) {
      await releaseFlight.run(redis, [cacheKeys(prefix, key).flight], [nameOf(asker)]);
    },
  };
}

/** Names an answer by all it depends on: SHA-256 of the parts as JSON, in the order given. */
export function answerKey(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts));
}

/**
 * The same, with what it is about in front, whatever was asked: so all answers about a picture are found
 * when it has to be forgotten.
 * @param picture its hash
 */
export function answerKeyAbout(
  { tenant, picture }: { readonly tenant: string; readonly picture: string },
  parts: readonly unknown[],
): string {
  return `${subjectOf(tenant, picture)}.${answerKey(parts)}`;
}

/** Names a tenant's picture: 128 bits of a SHA-256. */
export function subjectOf(tenant: string, picture: string): string {
  return answerKey([tenant, picture]).slice(0, 32);
}

function nameOf({ owner, token }: Asker): string {
  return `${owner}/${token}`;
}

function lookUpFrom(reply: unknown): LookUp {
  const [kind, first, second] = Array.isArray(reply) ? Array.from<unknown>(reply) : [];
  switch (kind) {
    case 'known':
      return { kind, answer: String(first) };
    case 'mine':
      return { kind };
    case 'asked':
      return {
        kind,
        retryInMs: Math.max(0, Number(first)),
        owner: String(second).split('/', 1)[0] ?? '',
      };
    default:
      throw new TypeError(`look-up-answer answered ${String(kind)}`);
  }
}
