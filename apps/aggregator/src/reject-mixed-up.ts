import { Failure, type Page } from '@quire/domain';
import type { Pages } from '@quire/store';

export interface RejectPorts {
  readonly pages: Pick<Pages, 'sentPictures' | 'reject'>;
}

/**
 * Right page, right picture: looks whether each page's picture is one that was sent for it, as its intents
 * said before the first byte left. One that is not, by whatever mistake, would be another page's text, and
 * perhaps another tenant's: it ends as failed, and its words go.
 * @returns the pages, with failed ones in the place of those
 */
export async function rejectMixedUp(
  documentId: string,
  pages: readonly Page[],
  ports: RejectPorts,
): Promise<Page[]> {
  const sent = await ports.pages.sentPictures(
    documentId,
    pages.map(({ page }) => page),
  );
  const checked: Page[] = [];
  for (const [at, page] of pages.entries()) {
    const wasSent = sent[at] ?? null;
    if (isRight(page, wasSent)) checked.push(page);
    else {
      const rejected = rejectedPage(page);
      await ports.pages.reject(documentId, rejected);
      checked.push(rejected);
    }
  }
  return checked;
}

/** A page that nothing was sent for has nothing to be mixed up; a kept answer is found by its picture. */
function isRight({ calls, cached, picture, error }: Page, sent: readonly string[] | null): boolean {
  if (calls.length === 0 || cached || sent === null) return true;
  if (error?.code === 'picture_mixed_up') return true;
  return picture !== null && sent.includes(picture.sha256);
}

function rejectedPage(page: Page): Page {
  const { code, message } = new Failure('picture_mixed_up');
  return {
    ...page,
    verdict: 'failed',
    text: '',
    data: null,
    repairs: [],
    source: 'none',
    evidence: null,
    error: { code, detail: message },
  };
}
