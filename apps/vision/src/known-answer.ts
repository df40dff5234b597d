import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Judgement, parseJson } from '@quire/domain';
import { type Liveness, Postponed } from '@quire/queues';
import { type AnswerCache, answerKeyAbout, type Asker, type LookUp } from '@quire/store';
import { z } from 'zod';

export interface KnownAnswerPorts {
  /** Null where answers are not kept. */
  readonly cache: AnswerCache | null;
  readonly liveness: Liveness;
  readonly owner: string;
}

/** What is kept of an answer that can be relied on. */
const keptAnswer = z.object({
  text: z.string(),
  stopReason: z.string().nullable(),
  requestId: z.string().nullable(),
});

export type KeptAnswer = z.output<typeof keptAnswer>;

/** A kept answer, and what is believed of it now. */
export interface KnownAnswer {
  readonly answer: KeptAnswer;
  readonly judgement: Judgement;
}

/** The right to ask for an answer while others who want the same wait. */
export interface Flight {
  /** Keeps the answer for them, or lets the next of them ask. Never throws: nobody depends on it. */
  land(answer: KeptAnswer | null): Promise<void>;
}

/** A question that was looked up once, and what is asked under until it is answered. */
export interface Seeking {
  readonly cache: AnswerCache;
  readonly key: string;
  readonly asker: Asker;
  readonly first: Promise<LookUp>;
  /** For who may not ask after all. Never throws. */
  giveUp(): Promise<void>;
}

/** Who asks is looked at this often, and for this long: a call of a page takes three to ten seconds. */
const LOOK_EVERY_MS = 300;
const LONGEST_WAIT_MS = 10_000;
/** Then the job gives its slot to another. */
const POSTPONED_MS = 5_000;

const noFlight: Flight = { land: () => Promise.resolve() };

/**
 * Looks once for an answer to the very same question; where there is none, and nobody asks, the caller does.
 * @param about whose it is, and the hash of the picture that it is about
 * @param parts all that the answer depends on; null where that is not known, and nothing is kept
 * @param leaseMs how long others wait for the caller, unless it is known to be dead
 * @returns null where answers are not kept
 */
export function seekAnswer(
  about: Parameters<typeof answerKeyAbout>[0],
  parts: readonly unknown[] | null,
  leaseMs: number,
  { cache, owner }: Pick<KnownAnswerPorts, 'cache' | 'owner'>,
): Seeking | null {
  if (cache === null || parts === null) return null;
  const key = answerKeyAbout(about, parts);
  const asker: Asker = { owner, token: randomUUID() };
  const first = cache.lookUp(key, asker, leaseMs);
  // It is waited for later: until then its failure is nobody's.
  first.catch(() => undefined);
  return { cache, key, asker, first, giveUp: () => flightOf(cache, key, asker).land(null) };
}

/**
 * The answer that was sought; where somebody else is asking for it now, waits for that.
 * @param judge what this version believes of a kept answer: only one that is `ok` counts as known
 * @throws Postponed when the other takes too long
 */
export async function knownAnswer(
  seeking: Seeking | null,
  leaseMs: number,
  { liveness }: Pick<KnownAnswerPorts, 'liveness'>,
  { stopping, judge }: { stopping: AbortSignal; judge: (answer: KeptAnswer) => Judgement },
): Promise<KnownAnswer | { readonly flight: Flight }> {
  if (seeking === null) return { flight: noFlight };
  const { cache, key, asker } = seeking;
  let looking = seeking.first;
  const waitUntil = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await looking;
    if (found.kind === 'mine') return { flight: flightOf(cache, key, asker) };
    if (found.kind === 'known') {
      const answer = keptAnswer.safeParse(parseJson(found.answer));
      const judgement = answer.success ? judge(answer.data) : null;
      if (answer.success && judgement?.verdict === 'ok') return { answer: answer.data, judgement };
      // Kept by a version that kept something else, or believed more: asked for anew, and kept anew.
      return { flight: flightOf(cache, key, asker) };
    }
    if (await liveness.isDead(found.owner)) {
      looking = cache.lookUp(key, asker, leaseMs, found.owner);
      continue;
    }
    if (stopping.aborted || performance.now() > waitUntil) {
      throw new Postponed(POSTPONED_MS + Math.random() * 1_000, 'the same page is being read');
    }
    await sleep(LOOK_EVERY_MS * (1 + Math.random()), undefined, { signal: stopping }).catch(
      () => undefined,
    );
    looking = cache.lookUp(key, asker, leaseMs);
  }
}

/** For an answer that was asked for while nobody waited: whoever wants it from now on is given it. */
export function keepingFlight(
  about: Parameters<typeof answerKeyAbout>[0],
  parts: readonly unknown[] | null,
  { cache, owner }: Pick<KnownAnswerPorts, 'cache' | 'owner'>,
): Flight | null {
  if (cache === null || parts === null) return null;
  return flightOf(cache, answerKeyAbout(about, parts), { owner, token: randomUUID() });
}

function flightOf(cache: AnswerCache, key: string, asker: Asker): Flight {
  return {
    async land(answer) {
      const landing =
        answer === null
          ? cache.release(key, asker)
          : cache.keep(key, asker, JSON.stringify(answer));
      await landing.catch(() => undefined);
    },
  };
}
