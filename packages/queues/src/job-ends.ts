/** Thrown by a handler: put the job off, at no cost in attempts. For what is not the job's fault. */
export class Postponed extends Error {
  readonly forMs: number;

  constructor(forMs: number, reason: string) {
    super(reason);
    this.name = 'Postponed';
    this.forMs = forMs;
  }
}

/** Thrown by a handler: the job has failed for good, and trying it again would not help. */
export class FailedForGood extends Error {
  constructor(reason: string, cause: unknown) {
    super(reason, { cause });
    this.name = 'FailedForGood';
  }
}

/** Thrown by a handler: a failed attempt, after which the job must not come back too early. */
export class RetryNotBefore extends Error {
  readonly afterMs: number;

  constructor(afterMs: number, reason: string) {
    super(reason);
    this.name = 'RetryNotBefore';
    this.afterMs = afterMs;
  }
}
