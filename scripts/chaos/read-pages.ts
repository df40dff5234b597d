import {
  type DocumentView,
  type Page,
  pageSchema,
  type Whole,
  WHOLE,
  wholeSchema,
} from '@quire/domain';
import { z } from 'zod';
import { settles } from './settle.ts';
import type { SentDocument } from './submit-backlog.ts';

const API_BACK_MS = 30_000;

/** What the api shows of the documents that were sent. */
export interface PageEvidence {
  readonly pagesSent: number;
  /** Answers about documents as wholes. */
  readonly wholes: number;
  /** What a call is made for where nothing goes wrong: a page, or a document that is asked as a whole. */
  readonly questions: number;
  readonly documentsUnended: readonly string[];
  /** Pages that are not in their document's result, and all pages of documents that have none. */
  readonly lost: readonly string[];
  /** Documents whose pages do not come as 1, 2, 3 …. */
  readonly outOfOrder: readonly string[];
  /** Pages and wholes that carry another's picture, or an answer to another picture. */
  readonly mixedUp: readonly string[];
  /** Pages and wholes that ended without a text, by the code they name. */
  readonly failed: ReadonlyMap<string, number>;
  readonly cached: number;
  /** Answers that each page shows, by its document and number; a whole stands under page 0. */
  readonly answers: ReadonlyMap<string, number>;
}

const resultOf = z.object({ pages: z.array(pageSchema), whole: wholeSchema.nullish() });

/** Reads every page of every document back and holds it against what was sent. */
export async function readPages(
  apiUrl: string,
  sent: readonly SentDocument[],
  ended: ReadonlyMap<string, DocumentView>,
  expected: ReadonlyMap<string, readonly string[]>,
): Promise<PageEvidence> {
  const lost: string[] = [];
  const outOfOrder: string[] = [];
  const records: PageRecord[] = [];
  for (const document of sent) {
    const result = ended.has(document.id) ? await readResult(apiUrl, document.id) : null;
    const { pages = [], whole } = result ?? {};
    const wanted = Array.from({ length: document.pages }, (_, index) => index + 1);
    const found = pages.map(({ page }) => page);
    const missing = wanted.filter((page) => !found.includes(page));
    lost.push(...missing.map((page) => `${document.id} page ${page}`));
    if (missing.length === 0 && found.join() !== wanted.join()) outOfOrder.push(document.id);
    const pictures = expected.get(document.word) ?? [];
    const isOneRequest = whole?.way === 'one';
    for (const page of pages) {
      const sha256 = pictures[page.page - 1];
      const isRight = hasPicture(page, sha256) && (isOneRequest || isAbout(page, sha256));
      records.push({ ...page, key: `${document.id} page ${page.page}`, isRight, isOneRequest });
    }
    if (whole) {
      const isRight = !isOneRequest || pictures.every((sha256) => isAbout(whole, sha256));
      records.push({ ...whole, key: `${document.id} page ${WHOLE}`, isRight, isOneRequest: false });
    }
  }
  const failed = new Map<string, number>();
  for (const { verdict, error } of records.filter((record) => record.verdict !== 'ok')) {
    const code = error?.code ?? verdict;
    failed.set(code, (failed.get(code) ?? 0) + 1);
  }
  const questions = records.filter(({ isOneRequest }) => !isOneRequest);
  return {
    pagesSent: sent.reduce((sum, { pages }) => sum + pages, 0),
    wholes: records.filter(({ page }) => page === WHOLE).length,
    questions: questions.length,
    documentsUnended: sent.filter(({ id }) => !ended.has(id)).map(({ id }) => id),
    lost,
    outOfOrder,
    mixedUp: records.filter(({ verdict, isRight }) => verdict === 'ok' && !isRight).map(keyOf),
    failed,
    cached: questions.filter(({ cached }) => cached).length,
    answers: new Map(records.map(({ key, calls }) => [key, calls.length])),
  };
}

/** What is looked at of a page, or of the answer about a whole. */
interface PageRecord extends Pick<Page, 'page' | 'verdict' | 'error' | 'cached' | 'calls'> {
  readonly key: string;
  /** Whether picture and text are its own. */
  readonly isRight: boolean;
  /** A page whose call was its document's, which is counted there. */
  readonly isOneRequest: boolean;
}

function keyOf({ key }: PageRecord): string {
  return key;
}

/** Of a page that was sent in parts nobody has drawn the parts again. */
function hasPicture({ picture }: Page, sha256: string | undefined): boolean {
  return picture?.cut === true || (sha256 !== undefined && picture?.sha256 === sha256);
}

/** The stand-in's answers name each picture by the beginning of its hash. */
function isAbout({ text, picture }: Page | Whole, sha256: string | undefined): boolean {
  return picture?.cut === true || (sha256 !== undefined && text.includes(sha256.slice(0, 16)));
}

/** An api that was just ended is started again, and answers then. */
async function readResult(apiUrl: string, id: string): Promise<z.output<typeof resultOf> | null> {
  let response: Response | undefined;
  await settles(async () => {
    response = await fetch(`${apiUrl}/v1/documents/${id}/result`).catch(() => undefined);
    return response !== undefined && response.status < 500;
  }, API_BACK_MS);
  return response?.ok === true ? resultOf.parse(await response.json()) : null;
}
