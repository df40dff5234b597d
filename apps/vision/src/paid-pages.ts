import { Failure } from '@quire/domain';
import type { Commit, Kept, PageCallOutcome, PageEnding, Pages, Spool } from '@quire/store';
import type { Page, Whole } from '@quire/domain';
import { type PaidPage, readPaidPage } from './paid-page.ts';
import { untilTaken } from './until-taken.ts';

/** Commits pages that were paid for, whatever becomes of Redis or of this process meanwhile. */
export interface PaidPages {
  /** Returns once the page is committed: it may take as long as Redis is away. */
  commit(documentId: string, page: Page | Whole, ending: PageEnding): Promise<Commit>;
  /** Keeps what is known of a page that is to be asked about again, in the same way. */
  draft(documentId: string, page: Page, call: PageCallOutcome, base: number): Promise<boolean>;
  /** @throws Failure `spool_unavailable` while an answer is kept in memory alone: pay for no more */
  assertRoom(): void;
  /**
   * Commits what earlier processes on this machine left behind, one after the other.
   * @param onCommitted told of each, to pass on what its commit handed out
   */
  replay(onCommitted: (documentId: string, commit: Commit) => Promise<void>): Promise<void>;
}

export interface PaidPagesPorts {
  readonly pages: Pick<Pages, 'commit' | 'draft'>;
  readonly spool: Spool;
  /** Told of what stands in the way, each time. */
  readonly onTrouble: (sentence: string, error: unknown) => void;
}

/** A Redis that answers does so in milliseconds: after this the answer is better off on the disk. */
const SPOOL_AFTER_MS = 1_000;

export function createPaidPages({ pages, spool, onTrouble }: PaidPagesPorts): PaidPages {
  /** Answers that no disk took. */
  let inMemory = 0;

  const keep = async (text: string, isOver: () => boolean): Promise<Kept | null> => {
    inMemory += 1;
    try {
      return await untilTaken(
        () => (isOver() ? Promise.resolve(null) : spool.keep(text)),
        (error) => {
          onTrouble('a paid answer is in memory alone; no new call begins until it is safe', error);
        },
      );
    } finally {
      inMemory -= 1;
    }
  };

  /** Brings a page to Redis, by way of the disk where that takes too long. */
  const bring = async <Taken>(paid: PaidPage, take: () => Promise<Taken>): Promise<Taken> => {
    let isOver = false;
    const failed = Promise.withResolvers<undefined>();
    const taking = untilTaken(take, (error) => {
      failed.resolve(undefined);
      onTrouble('a paid page is not committed yet; trying again', error);
    });
    const tooLong = setTimeout(() => failed.resolve(undefined), SPOOL_AFTER_MS).unref();
    const soon = await Promise.race([taking, failed.promise]);
    clearTimeout(tooLong);
    if (soon !== undefined) return soon;
    const keeping = keep(JSON.stringify({ v: 1, ...paid }), () => isOver);
    const taken = await taking;
    isOver = true;
    // A file that stays behind is replayed to no effect.
    await (await keeping)?.letGo().catch((error: unknown) => {
      onTrouble('a committed page lies in the spool still', error);
    });
    return taken;
  };

  return {
    commit: (documentId, page, ending) =>
      bring({ documentId, isDraft: false, page, ending }, () =>
        pages.commit(documentId, page, ending),
      ),
    draft: (documentId, page, call, base) =>
      bring({ documentId, isDraft: true, page, ending: draftEnding(call, base) }, () =>
        pages.draft(documentId, page, call, base),
      ),
    assertRoom() {
      if (inMemory > 0) {
        throw new Failure('spool_unavailable', { detail: `${inMemory} paid answers in memory` });
      }
    },
    async replay(onCommitted) {
      for await (const kept of spool.takeAll()) {
        const paid = readPaidPage(kept.text);
        if (paid === null) {
          onTrouble('a file in the spool cannot be read; it stays there', null);
          continue;
        }
        const onUntaken = (error: unknown): void => {
          onTrouble('a page from the spool is not committed yet; trying again', error);
        };
        const { documentId, page, ending, isDraft } = paid;
        const { call, base = 0 } = ending;
        if (isDraft && call !== null) {
          await untilTaken(() => pages.draft(documentId, page, call, base), onUntaken);
        } else {
          const commit = await untilTaken(() => pages.commit(documentId, page, ending), onUntaken);
          await onCommitted(documentId, commit);
        }
        await kept.letGo();
      }
    },
  };
}

/** As the spool has it: a draft ends nothing, so nothing is handed out for it. */
function draftEnding(call: PageCallOutcome, base: number): PageEnding {
  return { window: 0, aggregateJob: '', fence: null, call, base };
}
