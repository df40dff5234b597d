import type { BillEvidence } from './read-bill.ts';
import type { Leftovers } from './read-leftovers.ts';
import type { PageEvidence } from './read-pages.ts';
import type { WebhookEvidence } from './read-webhooks.ts';
import { VISION_CONCURRENCY } from './start-system.ts';

/** All that is known after a run. */
export interface Evidence {
  readonly pages: PageEvidence;
  readonly bill: BillEvidence;
  readonly leftovers: Leftovers;
  readonly webhooks: WebhookEvidence;
  /** Hard ends of vision processes: each may have cost the calls it had in flight. */
  readonly visionKills: number;
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

function judgeMoney({ pages, bill, visionKills }: Evidence): Finding[] {
  const readPages = pages.pagesSent - pages.cached - pages.lost.length;
  const faulty = bill.calls.filter(({ is_billed, fault }) => is_billed && fault !== null).length;
  const inFlight = visionKills * VISION_CONCURRENCY;
  const most = readPages + inFlight + faulty;
  return [
    {
      promise: 'paid calls ≤ pages + in flight at hard kills + ambiguous',
      found: `${bill.paidCalls} ≤ ${readPages} + ${inFlight} + ${faulty}`,
      holds: bill.paidCalls <= most,
    },
  ];
}

function none(promise: string, found: readonly (string | number)[]): Finding {
  const some = found.slice(0, 5).join(', ');
  const more = found.length > 5 ? ', …' : '';
  return {
    promise,
    found: found.length === 0 ? '0' : `${found.length}: ${some}${more}`,
    holds: found.length === 0,
  };
}
