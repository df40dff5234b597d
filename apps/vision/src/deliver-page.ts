import {
  feedPages,
  type FeedPorts,
  leavePlace,
  type OutboxPorts,
  PAGE_WINDOW,
  readSettlement,
  relayOutbox,
  WHOLE,
} from '@quire/domain';
import type { Limiter } from '@quire/limits';
import { killPoint, killPointAfter, type Metrics } from '@quire/service';
import { Postponed } from '@quire/queues';
import type { Calls, Commit, PageCallOutcome, Pages } from '@quire/store';
import type { PageRecord } from './page-record.ts';
import type { PaidPages } from './paid-pages.ts';

export type DeliverPorts = FeedPorts &
  OutboxPorts &
  SettlePorts & {
    readonly pages: Pick<Pages, 'commit'>;
    readonly paidPages: Pick<PaidPages, 'commit' | 'draft'>;
    readonly metrics: Pick<Metrics, 'pages'>;
  };

export interface SettlePorts {
  readonly calls: Pick<Calls, 'settled'>;
  readonly limiter: Pick<Limiter, 'settle'>;
  readonly onTrouble: (sentence: string, error: unknown) => void;
}

/** Commits a finished page, settles what its call reserved, and passes on what the commit handed out. */
export async function deliverPage(
  documentId: string,
  { page, fence, call, base }: PageRecord,
  ports: DeliverPorts,
): Promise<void> {
  const ending = {
    window: PAGE_WINDOW,
    aggregateJob: JSON.stringify({ v: 1, documentId }),
    fence,
    call,
    base,
  };
  const commit =
    call === null
      ? await ports.pages.commit(documentId, page, ending)
      : await ports.paidPages.commit(documentId, page, ending);
  killPoint('after-commit');
  // Not waited for: the commit wrote the debt down, and what is sent next goes with the same write.
  const settling =
    call === null ? Promise.resolve() : settleCall(documentId, call.settlement, ports);
  await killPointAfter('after-settle', settling);
  if (commit.stands && page.page !== WHOLE) ports.metrics.pages.inc({ verdict: page.verdict });
  await passOnCommit(documentId, commit, ports);
}

/**
 * Keeps a page that is to be asked about again, and settles what its call reserved.
 * @throws Postponed when another run has brought it further
 */
export async function draftPage(
  documentId: string,
  { page, call, base }: PageRecord & { readonly call: PageCallOutcome },
  ports: DeliverPorts,
): Promise<void> {
  const stands = await ports.paidPages.draft(documentId, page, call, base);
  killPoint('after-draft');
  await settleCall(documentId, call.settlement, ports);
  killPoint('after-draft-settle');
  if (!stands) throw new Postponed(0, 'another run has brought it further');
}

export async function passOnCommit(
  documentId: string,
  commit: Commit,
  ports: FeedPorts & OutboxPorts,
): Promise<void> {
  await feedPages(documentId, commit.slice, ports);
  if (commit.idle !== null) await leavePlace(documentId, commit.idle, ports);
  if (commit.isComplete) await relayOutbox(documentId, ports);
}

/**
 * Tells the limiter what became of a call; never throws. A limiter that cannot be told must not cost the answer: the
 * debt stays written down, and the sweeper pays it.
 * @param settlement as JSON, the way it was written down with the outcome
 */
export async function settleCall(
  documentId: string,
  settlement: string,
  { calls, limiter, onTrouble }: SettlePorts,
): Promise<void> {
  try {
    const read = readSettlement(settlement);
    await limiter.settle(read);
    // Not waited for: it goes with the next command, and a debt that stands is settled twice, as once.
    const debt = { reservationId: read.reservationId, settlement };
    calls.settled(documentId, debt).catch(() => undefined);
  } catch (error) {
    onTrouble('a settlement was not told to the limiter; the sweeper will', error);
  }
}
