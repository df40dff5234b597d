import { once } from 'node:events';
import {
  documentData,
  type DocumentRecord,
  Failure,
  type Page,
  pageMarkdown,
  usd,
  type Whole,
  wholeMarkdown,
} from '@quire/domain';
import type { Response } from 'express';
import type { ApiPorts } from './api-ports.ts';

export type ResultFormat = 'json' | 'markdown' | 'ndjson';

const CONTENT_TYPES = {
  json: 'application/json',
  markdown: 'text/markdown; charset=utf-8',
  ndjson: 'application/x-ndjson',
} as const;

/** Pages read in one command: memory stays at these, whatever the document's length. */
const CHUNK = 100;

/** Streams a document's pages, in order, as far as they have ended. */
export async function writeResult(
  record: DocumentRecord,
  format: ResultFormat,
  response: Response,
  ports: Pick<ApiPorts, 'documents' | 'pages'>,
): Promise<void> {
  const pages = pagesInOrder(record, ports);
  // The first chunk is read before anything is sent, so that a failure still gets its own status.
  const first = await pages.next();
  const whole = await ports.pages.readWhole(record.id);
  response.type(CONTENT_TYPES[format]);
  const parts: Pick<Page, 'page' | 'data'>[] = [];
  if (format === 'json') await write(response, jsonHead(record));
  if (format === 'markdown' && whole !== null) await write(response, wholeMarkdown(whole));
  for (let next = first, count = 0; !next.done; next = await pages.next()) {
    let text = '';
    for (const page of next.value) {
      if (format === 'json') text += `${count > 0 ? ',' : ''}${JSON.stringify(page)}`;
      else if (format === 'ndjson') text += `${JSON.stringify(page)}\n`;
      else text += pageMarkdown(page);
      parts.push({ page: page.page, data: page.data });
      count += 1;
    }
    await write(response, text);
  }
  // Deleted meanwhile, it would lack pages and look whole: a broken connection is better.
  if ((await ports.documents.read(record.id)) === null) throw new Failure('document_not_found');
  if (format === 'json') await write(response, jsonTail(record, parts, whole));
  response.end();
}

async function* pagesInOrder(
  { id, totalPages }: DocumentRecord,
  { documents, pages }: Pick<ApiPorts, 'documents' | 'pages'>,
): AsyncGenerator<Page[], undefined> {
  for (let from = 0; from < totalPages; from += CHUNK) {
    yield await pages.readMany(id, await documents.order(id, from, CHUNK));
  }
}

function jsonHead({ id, status }: DocumentRecord): string {
  return `{"id":${JSON.stringify(id)},"status":${JSON.stringify(status)},"pages":[`;
}

function jsonTail(
  record: DocumentRecord,
  parts: readonly Pick<Page, 'page' | 'data'>[],
  whole: Whole | null,
): string {
  const rest = {
    data: documentData(parts, whole),
    whole,
    usage: { ...record.usage, calls: record.calls },
    cost_usd: usd(record.costMicroUsd),
  };
  return `],${JSON.stringify(rest).slice(1)}`;
}

/** Writes, and waits while the client reads more slowly than Redis answers. */
async function write(response: Response, text: string): Promise<void> {
  if (text === '' || response.write(text)) return;
  const closed = new AbortController();
  await Promise.race([
    once(response, 'drain', { signal: closed.signal }),
    once(response, 'close', { signal: closed.signal }),
  ]).finally(() => closed.abort());
}
