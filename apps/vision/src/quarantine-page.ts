import { asFailure, type DocumentRecord, isWaitedOut } from '@quire/domain';
import type { PageRenderer } from '@quire/pages';
import type { Blobs, Documents, Pages } from '@quire/store';
import { locatePage, type LocatePorts } from './locate-page.ts';

export interface QuarantinePorts extends LocatePorts {
  readonly documents: Pick<Documents, 'plannedPage'>;
  readonly pages: Pick<Pages, 'countKill' | 'forgetKills'>;
  readonly renderer: Pick<PageRenderer, 'cutOut'>;
  readonly blobs: Pick<Blobs, 'localPath' | 'quarantine'>;
}

/**
 * Renderers that one page may end. Once may be the machine's fault and twice bad luck; each costs a
 * renderer for as long as a page may take (faults, 70).
 */
const MOST_KILLS = 3;

/**
 * Counts a renderer that a page has ended and, with the third, cuts the page out and keeps it to be
 * looked at. Run again after a kill in between, it does the same again.
 * @returns null while the page may be tried again, else what is to be said of it
 */
export async function quarantinePage(
  document: Pick<DocumentRecord, 'id' | 'sources'>,
  page: number,
  ports: QuarantinePorts,
  signal: AbortSignal,
): Promise<{ readonly detail: string; readonly address?: string } | null> {
  const kills = await ports.pages.countKill(document.id, page);
  if (kills < MOST_KILLS) return null;
  const ended = `It ended ${kills} renderers`;
  try {
    const planned = await ports.documents.plannedPage(document.id, page);
    const { file, index } = await locatePage(document, page, planned, ports);
    if (file.mediaType !== 'application/pdf') {
      return { detail: `${ended}; the image that was sent is the page.` };
    }
    const alone = await ports.renderer.cutOut(file, index, signal);
    const address = await ports.blobs.quarantine(`${document.id}-p${page}.pdf`, alone);
    return { detail: `${ended}, and is kept to be looked at.`, address };
  } catch (error) {
    // The worker ends: another one cuts it out.
    signal.throwIfAborted();
    const { code, message } = asFailure(error);
    // A store that is away, or a system without descriptors: later the page can be had.
    if (isWaitedOut(code)) throw error;
    // That there is nothing to look at must not keep the page from ending.
    return { detail: `${ended}, and could not be cut out to be looked at: ${code}: ${message}` };
  }
}
