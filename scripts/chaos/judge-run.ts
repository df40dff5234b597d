import { judgeMoney } from './judge-money.ts';
import { none } from './none.ts';
import type { BillEvidence } from './read-bill.ts';
import type { LedgerEvidence } from './read-ledger.ts';
import type { Leftovers } from './read-leftovers.ts';
import type { PageEvidence } from './read-pages.ts';
import type { WebhookEvidence } from './read-webhooks.ts';

/** All that is known after a run. */
export interface Evidence {
  readonly pages: PageEvidence;
  readonly bill: BillEvidence;
  readonly ledger: LedgerEvidence;
  /** Of all budgets together, in micro-dollars. */
  readonly moneyReserved: number;
  readonly leftovers: Leftovers;
  readonly webhooks: WebhookEvidence;
  /** Hard ends and long stops of vision processes: each may have cost what it had in flight. */
  readonly visionStops: number;
  readonly rolesThatHung: readonly string[];
  readonly renderersLeft: readonly number[];
}

/** One promise: what was found, and whether it holds. */
export interface Finding {
  readonly promise: string;
  readonly found: string;
  readonly holds: boolean;
}

/** Holds a run against what Quire promises. */
export function judgeRun(evidence: Evidence): Finding[] {
  const { pages, webhooks, leftovers, rolesThatHung, renderersLeft } = evidence;
  return [
    none('documents that did not end', pages.documentsUnended),
    none('pages lost', pages.lost),
    none('documents out of order', pages.outOfOrder),
    none("pages with another page's text", pages.mixedUp),
    // A page that met two calls without an answer is let go of, with its evidence, or with the cut answer
    // that it had before; nothing else fails.
    none(
      'pages failed, but for those quarantined',
      [...pages.failed]
        .filter(([code]) => code !== 'page_quarantined' && code !== 'answer_truncated')
        .map((pair) => pair.join(' × ')),
    ),
    ...judgeMoney(evidence),
    none('ended documents that nobody was told of', webhooks.untold),
    none('documents told of twice, or wrongly', webhooks.toldWrong),
    none('keys of work in hand left in Redis', leftovers.redisKeys),
    none('spool files left', leftovers.spoolFiles),
    none('temporary files left', leftovers.temporaryFiles),
    none('renderers left running', renderersLeft),
    none('roles that did not end on SIGTERM', rolesThatHung),
  ];
}
