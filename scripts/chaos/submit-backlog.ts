import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CHEAP_PICTURES, makeDocument } from './make-document.ts';
import type { PlannedDocument } from './plan-backlog.ts';

/** A document that the api has accepted, under the id it gave. */
export interface SentDocument extends PlannedDocument {
  readonly id: string;
}

const accepted = z.object({ id: z.string() });

/**
 * Sends document after document, evenly over a time, so that accepting them and taking them apart is
 * under fire as long as all the rest. A client that gets no answer asks again under the same
 * Idempotency-Key, as any client has to.
 * @param sent gets each document as it is accepted
 */
export async function submitBacklog(
  documents: readonly PlannedDocument[],
  { apiUrl, webhookUrl, withinMs }: { apiUrl: string; webhookUrl: string; withinMs: number },
  sent: SentDocument[],
): Promise<void> {
  const read = { ...CHEAP_PICTURES, webhook: { url: webhookUrl } };
  const ask = { ...read, task: 'ask', scope: 'document', prompt: 'What do these pages say?' };
  const startedAt = performance.now();
  const allPages = documents.reduce((sum, { pages }) => sum + pages, 0);
  let pagesSent = 0;
  for (const document of documents) {
    const dueMs = (withinMs * pagesSent) / allPages;
    await sleep(Math.max(0, startedAt + dueMs - performance.now()));
    const file = new Blob([Buffer.from(await makeDocument(document))], { type: 'application/pdf' });
    const form = new FormData();
    const lane = document.isBatched ? 'batch' : 'realtime';
    form.append('options', JSON.stringify({ ...(document.isWhole ? ask : read), lane }));
    form.append('file', file, `${document.word}.pdf`);
    sent.push({ ...document, id: await post(`${apiUrl}/v1/documents`, form, document.name) });
    pagesSent += document.pages;
  }
}

/** @throws when the api refuses it for a reason that will not pass */
async function post(url: string, body: FormData, key: string): Promise<string> {
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'idempotency-key': key },
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
    const text = await response?.text().catch(() => null);
    if (response?.ok && typeof text === 'string') return accepted.parse(JSON.parse(text)).id;
    const mayPass =
      response === null || response.status >= 500 || [409, 429].includes(response.status);
    if (!mayPass) throw new Error(`${url}: ${response.status} ${text}`);
    await sleep(300);
  }
}
