import type { FailureCode, ProviderHold, SeenLimits } from '@quire/domain';

/** What a model group may use in a minute. */
export interface Limits {
  readonly rpm: number;
  readonly itpm: number;
  readonly otpm: number;
}

/** Money that may be spent under one name: `document:ID`, `tenant:T:2026-11-22`, `tenant:T:2026-11`. */
export interface Budget {
  readonly key: string;
  readonly capMicroUsd: number;
  /** How long it is remembered after its last call. */
  readonly ttlS: number;
}

export interface CallNeed {
  /** The model's limit group. */
  readonly group: string;
  /** What kind of work it is; output is predicted per kind from what such work used before. */
  readonly kind: string;
  /** Known before the call: the pictures' tokens and the prompt's. */
  readonly inputTokens: number;
  /** The call's `max_tokens`: no answer is longer. */
  readonly maxOutputTokens: number;
  readonly inputCostMicroUsd: number;
  /** May be a fraction. */
  readonly outputMicroUsdPerToken: number;
  readonly budgets: readonly Budget[];
  /** How long the reservation lives without a settlement; longer than the call's own deadline. */
  readonly leaseMs: number;
  /** Who is served first of those that wait, lowest first; among equals who asked first. @default 0 */
  readonly rank?: number | undefined;
  /**
   * For a call that goes with a batch, under a name that the caller gives and has written down. Batches
   * have limits of their own, which are not counted here: holds, memory and budgets have the last word.
   * Nor is its lease anybody's to show: it stands until it is settled, or runs out.
   */
  readonly batched?: { readonly reservationId: string } | undefined;
  /** From the last refusal of this very call: keeps its place in the line. */
  readonly ticket?: string | undefined;
}

export interface Reservation {
  readonly id: string;
  readonly group: string;
  /** Wait this long, then call. */
  readonly waitMs: number;
  /** The mean of such work, as far as it is known. */
  readonly expectedOutputTokens: number;
  /** What the mean costs: what a call of unknown outcome is booked at. */
  readonly expectedCostMicroUsd: number;
  /** Taken from every budget until it is settled: the cost of an unusually long answer. */
  readonly reservedMicroUsd: number;
}

export interface Refusal {
  /** Ask again after this long. */
  readonly retryInMs: number;
  /** What is in the way where it is more than a full bucket: a hold's code, a budget, memory. */
  readonly code: FailureCode | null;
  readonly detail: string | null;
  /** Which budget is used up. */
  readonly budgetKey?: string;
  /** Keeps the place in the line, if it comes back with the next try at about `retryInMs`. */
  readonly ticket: string;
}

/** What became of a reservation. Told twice, or late, it still counts once. */
export interface Settlement {
  readonly reservationId: string;
  readonly group: string;
  readonly kind: string;
  /**
   * `used`: an answer, and what it used. `released`: not sent, or refused without charge.
   * `forfeited`: sent and perhaps charged; its expected cost stays booked as spent, until within a
   * day `used` or `released` says what it came to.
   */
  readonly outcome: 'used' | 'released' | 'forfeited';
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
  /** From dispatch to the last byte; null where nobody measured it. */
  readonly streamMs: number | null;
  /** What the headers said, of a refusal too; null where there were none. */
  readonly seen: SeenLimits | null;
}

/** What became of a call that brought no answer, and what that means for everybody who would call the same group. */
export interface Trouble {
  readonly group: string;
  readonly code: FailureCode;
  readonly detail: string;
  /**
   * `pause`: come again later. `ramp`: usage grows too fast. `down`: the provider is in trouble.
   * `halt`: somebody has to mend something. `doubt`: nobody knows how the call ended; several in a row,
   * whichever processes sent them, are `down`.
   */
  readonly kind: 'pause' | 'ramp' | 'down' | 'halt' | 'doubt';
  /** As the provider asks. */
  readonly retryAfterMs: number | null;
  /** Of a `doubt`: its reservation, so that a call which is told of twice counts once. */
  readonly callId?: string;
}

export interface Hold {
  readonly group: string;
  readonly code: FailureCode;
  readonly detail: string;
  /** A halt waits for somebody to mend something; everything else ends by itself. */
  readonly isHalt: boolean;
  /** Redis' clock, milliseconds since 1970. */
  readonly sinceMs: number;
  /** When it ends, or when one call asks again whether it may. */
  readonly untilMs: number;
  /** `untilMs` from now, for who shows it. */
  readonly forMs: number;
  /** Whether one call is asking right now. */
  readonly isProbed: boolean;
}

/** How much of a group's minute is left now by our model of it, and what was measured. */
export interface Levels {
  readonly group: string;
  readonly limits: Limits;
  /** Whether they are configured or learned; until then the lowest ever published are kept to. */
  readonly areKnown: boolean;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly callsInFlight: number;
  /** Of one stream, from dispatch to its last byte. */
  readonly outputTokensPerS: number;
  /** What others with the same limits seem to use. */
  readonly foreignPerMinute: Limits;
  readonly expectedOutput: readonly OutputExpectation[];
}

/** What answers of one kind of work used so far. */
interface OutputExpectation {
  readonly kind: string;
  readonly answers: number;
  readonly meanTokens: number;
  /** 95 of 100 answers lie between low and high, if they are spread log-normally. */
  readonly lowTokens: number;
  readonly highTokens: number;
}

export interface BudgetState {
  readonly key: string;
  readonly spentMicroUsd: number;
  readonly reservedMicroUsd: number;
}

/** The provider's limits and the budgets, shared by every process through Redis. */
export interface Limiter {
  /** All or nothing: every bucket and every budget, or a refusal that says when to come back. */
  reserve(need: CallNeed): Promise<Reservation | Refusal>;
  /**
   * Waits until asking again is worthwhile: for as long as a refusal said, or less where what stood in the
   * way turns out to be a dead process's. @returns false when the signal ended it
   */
  waitOut(group: string, ms: number, signal: AbortSignal): Promise<boolean>;
  settle(settlement: Settlement): Promise<void>;
  /** @returns milliseconds until asking again is worthwhile; 0 where nobody is held up */
  hold(trouble: Trouble): Promise<number>;
  /** Why no call starts for any group where Redis itself is almost full; null where it is not. */
  memoryLow(): Promise<ProviderHold | null>;
  /** The pauses and halts in force. */
  holds(): Promise<readonly Hold[]>;
  /**
   * The hold of a group while it lets nobody ask, for whoever would prepare a call in vain. Costs
   * nothing until this process met one, so null does not promise that there is none: `reserve` says.
   */
  knownHold(group: string): Promise<Hold | null>;
  /** The levels of every group that was ever called. */
  levels(): Promise<readonly Levels[]>;
  /** Ends the hold of one group, for it was seen to take calls again. */
  lift(group: string): Promise<void>;
  /** Ends every hold. */
  resume(): Promise<void>;
  budgets(keys: readonly string[]): Promise<readonly BudgetState[]>;
  /** Lapses the leases of a worker that is known dead. @returns how many it had */
  freeLeasesOf(owner: string): Promise<number>;
  /** Lapses what expired and forgets what is long over. @returns how many leases lapsed */
  sweep(): Promise<number>;
}
