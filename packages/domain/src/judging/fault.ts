import type { FailureCode } from '../failure.ts';
import type { Verdict } from '../page.ts';
import type { Reason } from './evidence.ts';

/** What speaks against an answer. */
export interface Fault {
  readonly verdict: Exclude<Verdict, 'ok'>;
  /** Null only for `blank`. */
  readonly code: FailureCode | null;
  readonly reason: Reason;
  /** Shown to clients: figures, never the page's words. */
  readonly detail: string;
}
