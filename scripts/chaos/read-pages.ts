import { type DocumentView, type Page, pageSchema } from '@quire/domain';
import { z } from 'zod';
import type { SentDocument } from './submit-backlog.ts';

/** What the api shows of the documents that were sent. */
export interface PageEvidence {
  readonly pagesSent: number;
  readonly documentsUnended: readonly string[];
  /** Pages that are not in their document's result, and all pages of documents that have none. */
  readonly lost: readonly string[];
  /** Documents whose pages do not come as 1, 2, 3 …. */
  readonly outOfOrder: readonly string[];
  /** Pages that carry another page's picture, or an answer to another picture. */
  readonly mixedUp: readonly string[];
  /** Pages that ended without a text, by the code they name. */
  readonly failed: ReadonlyMap<string, number>;
  readonly cached: number;
  /** Answers that each page shows, by its document and number. */
  readonly answers: ReadonlyMap<string, number>;
}

const resultOf = z.object({ pages: z.array(pageSchema) });

/** Reads every page of every document back and holds it against what was sent. */
export async function readPages(
  apiUrl: string,
  sent: readonly SentDocument[],
  ended: ReadonlyMap<string, DocumentView>,
  expected: ReadonlyMap<string, readonly string[]>,
): Promise<PageEvidence> {
  const lost: string[] = [];
  const outOfOrder: string[] = [];
  const mixedUp: string[] = [];
  const failed = new Map<string, number>();
  const answers = new Map<string, number>();
  let cached = 0;
  for (const document of sent) {
    const wanted = Array.from({ length: document.pages }, (_, index) => index + 1);
    const result = ended.has(document.id) ? await readResult(apiUrl, document.id) : null;
    const pages = new Map((result?.pages ?? []).map((page) => [page.page, page]));
    const missing = wanted.filter((number) => !pages.has(number));
    lost.push(...missing.map((number) => `${document.id} page ${number}`));
    const order = (result?.pages ?? []).map(({ page }) => page);
    if (missing.length === 0 && order.join() !== wanted.join()) outOfOrder.push(document.id);
    for (const page of pages.values()) {
      if (page.cached) cached += 1;
      answers.set(`${document.id} page ${page.page}`, page.calls.length);
      if (page.verdict !== 'ok') {
        const code = page.error?.code ?? page.verdict;
        failed.set(code, (failed.get(code) ?? 0) + 1);
      } else if (!isOf(page, expected.get(document.word)?.[page.page - 1])) {
        mixedUp.push(`${document.id} page ${page.page}`);
      }
    }
  }
  return {
    pagesSent: sent.reduce((sum, { pages }) => sum + pages, 0),
    documentsUnended: sent.filter(({ id }) => !ended.has(id)).map(({ id }) => id),
    lost,
    outOfOrder,
    mixedUp,
    failed,
    cached,
    answers,
  };
}

/**
 * Whether a page has its own picture, and the answer to it: the stand-in's begin with its hash. Of one that
 * was sent in parts nobody has drawn the parts again.
 */
function isOf({ picture, text }: Page, sha256: string | undefined): boolean {
  if (picture?.cut) return true;
  return sha256 !== undefined && picture?.sha256 === sha256 && text.includes(sha256.slice(0, 16));
}

async function readResult(apiUrl: string, id: string): Promise<z.output<typeof resultOf> | null> {
  const response = await fetch(`${apiUrl}/v1/documents/${id}/result`);
  return response.ok ? resultOf.parse(await response.json()) : null;
}
