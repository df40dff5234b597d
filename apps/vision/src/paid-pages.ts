import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@quire/domain';
import type { Commit, Kept, PageEnding, Pages, Spool } from '@quire/store';
import type { Page, Whole } from '@quire/domain';
import { readPaidPage } from './paid-page.ts';
import { untilTaken } from './until-taken.ts';

/** Commits pages that were paid for, whatever becomes of Redis or of this process meanwhile. */
export interface PaidPages {
  /** Returns once the page is committed: it may take as long as Redis is away. */
  commit(documentId: string, page: Page | Whole, ending: PageEnding): Promise<Commit>;
  /** @throws Failure `spool_unavailable` while an answer is kept in memory alone: pay for no more */
  assertRoom(): void;
  /**
   * Commits what earlier processes on this machine left behind, one after the other.
   * @param onCommitted told of each, to pass on what its commit handed out
   */
  replay(onCommitted: (documentId: string, commit: Commit) => Promise<void>): Promise<void>;
}

export interface PaidPagesPorts {
  readonly pages: Pick<Pages, 'commit'>;
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

  return {
    async commit(documentId, page, ending) {
      let isOver = false;
      const failed = Promise.withResolvers<undefined>();
      const committing = untilTaken(
        () => pages.commit(documentId, page, ending),
        (error) => {
          failed.resolve(undefined);
          onTrouble('a paid page is not committed yet; trying again', error);
        },
      );
      const tooLong = sleep(SPOOL_AFTER_MS, undefined, { ref: false });
      const soon = await Promise.race([committing, failed.promise, tooLong]);
      if (soon !== undefined) return soon;
      const keeping = keep(JSON.stringify({ v: 1, documentId, page, ending }), () => isOver);
      const commit = await committing;
      isOver = true;
      // A file that stays behind is replayed to no effect.
      await (await keeping)?.letGo().catch((error: unknown) => {
        onTrouble('a committed page lies in the spool still', error);
      });
      return commit;
    },
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
        const { documentId, page, ending } = paid;
        const commit = await untilTaken(
          () => pages.commit(documentId, page, ending),
          (error) => {
            onTrouble('a page from the spool is not committed yet; trying again', error);
          },
        );
        await onCommitted(documentId, commit);
        await kept.letGo();
      }
    },
  };
}
