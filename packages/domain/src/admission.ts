import type { AcceptedDocument } from './document.ts';

/** How places are given out (docs/decisions/0017). Counted in pages. */
export interface AdmissionRules {
  /** Most pages of one lane that documents with a place may have queued or being read. */
  readonly budget: number;
  /** A place counts for so many until its pages are told apart, and is this large while others wait. */
  readonly first: number;
  /** The largest window of one document. */
  readonly most: number;
  /** So far before the turn that is being served a tenant begins that had none lately. */
  readonly credit: number;
  /** A document makes room for others that wait after so many of its pages. */
  readonly quantum: number;
  /** Every so often a tenant's next place goes to its document that waits longest, whatever its priority. */
  readonly oldest_every: number;
}

/**
 * Most pages of one document that are queued or being read. Small enough that a small document
 * behind a huge one waits a fraction of a second, large enough to keep 100 calls busy (limiter
 * page, "Fairness": 100 of 5,000 pages waited 0.26 s, 50 starved the slots).
 */
export const PAGE_WINDOW = 100;

/**
 * @param budget QUIRE_PAGES_AHEAD. 16 pages to a place: with fewer, slices of pages are so short that
 * handing them out costs as much as queueing them.
 */
export function admissionRules(budget: number): AdmissionRules {
  return {
    budget,
    first: Math.min(16, budget),
    most: PAGE_WINDOW,
    credit: 64,
    quantum: 2 * PAGE_WINDOW,
    oldest_every: 8,
  };
}

/** Turns are numbered by pages; BullMQ's priorities end at 2,097,151. */
const PAGES_OF_A_RANK = 8;
const RANKS = 2 ** 20;

/** @returns a turn as a queue takes it: 1 first, and from 1 again after 8 million pages of one tenant */
export function rankOfTurn(turn: number): number {
  return 1 + (Math.floor(turn / PAGES_OF_A_RANK) % RANKS);
}

/**
 * Whether a job's rank is left from before ranks began again: it lies so far ahead of the turn that is
 * being served that it would wait for days, while it is long overdue.
 */
export function isOverdueRank(rank: number, present: number): boolean {
  return rank - present > RANKS / 2;
}

/**
 * What shares a budget of pages: documents of one model are held up together by its limits and halts, and
 * must not fill the places of others that could go on. Those that go with batches have places of their own,
 * and so have those with a deadline: what holds batches up must not keep them from going by themselves in time.
 */
export function laneOf({ model = '', lane, deadline }: AcceptedDocument['options']): string {
  if (lane === 'batch') return `${model}:batch`;
  return lane === 'auto' && deadline !== undefined ? `${model}:auto` : model;
}

/** A document that was given a place, and has to be set going. */
export interface Admitted {
  readonly documentId: string;
  readonly round: number;
  /** Its rank in the queues. */
  readonly rank: number;
}

/** Shaped like the queues' producer. */
export interface StartPorts {
  readonly producer: {
    /** Adding a job that is there already must change nothing. */
    addSplit(documentId: string, round: number, rank: number): Promise<void>;
  };
}

/**
 * Why a document gives its place back: all its pages are read; it was stopped before that, or failed; it
 * has had its share, and waits for another place behind those that wait already; or all that is left of it
 * rests with batches, and asks for a place when something of it is back.
 */
export type Leaving = 'read' | 'stopped' | 'waits' | 'rests';

/** Shaped like the store's places, too. */
export interface LeavePorts extends StartPorts {
  readonly places: {
    leave(documentId: string, why: Leaving): Promise<readonly Admitted[]>;
  };
}

/**
 * Sets documents going that were given a place. Killed in between, they have places that nobody looks
 * after; the sweeper finds those.
 */
export async function startAdmitted(
  admitted: readonly Admitted[],
  { producer }: StartPorts,
): Promise<void> {
  for (const { documentId, round, rank } of admitted) {
    await producer.addSplit(documentId, round, rank);
  }
}

/** Gives a document's place to whoever is next, at its end, or while others are to go on before it. */
export async function leavePlace(
  documentId: string,
  why: Leaving,
  ports: LeavePorts,
): Promise<void> {
  await startAdmitted(await ports.places.leave(documentId, why), ports);
}
