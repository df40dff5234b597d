import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type DocumentView, documentView, pageSchema, wholeSchema } from '@quire/domain';
import { z } from 'zod';

const resultView = z.object({
  id: z.string(),
  status: z.string(),
  pages: z.array(pageSchema),
  data: z.unknown(),
  whole: wholeSchema.nullable(),
});

/** What a client sees of a result. */
export type Result = z.output<typeof resultView>;

interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Sends one file. While the api is away it tries again, as any client has to. */
export async function submit(
  url: string,
  file: NamedFile,
  options: Record<string, unknown> = {},
): Promise<DocumentView> {
  return submitFiles(url, [file], options);
}

/** Sends several files as one document. */
export async function submitFiles(
  url: string,
  files: readonly NamedFile[],
  options: Record<string, unknown> = {},
): Promise<DocumentView> {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('file', new Blob([Buffer.from(bytes)]), name);
  form.append('options', JSON.stringify(options));
  const response = await fetch(`${url}/v1/documents`, { method: 'POST', body: form });
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  return documentView.parse(await response.json());
}

export async function submitFile(
  url: string,
  path: string,
  options: Record<string, unknown> = {},
): Promise<DocumentView> {
  return submit(url, { name: basename(path), bytes: await readFile(path) }, options);
}

/** The document as it is now, or null while the api cannot say. */
async function look(url: string, id: string): Promise<DocumentView | null> {
  try {
    const response = await fetch(`${url}/v1/documents/${id}`);
    return response.ok ? documentView.parse(await response.json()) : null;
  } catch {
    return null;
  }
}

/** Waits until a document is as asked for. @throws with what it was last seen as */
export async function until(
  url: string,
  id: string,
  isSo: (document: DocumentView) => boolean,
  withinMs: number,
): Promise<DocumentView> {
  const deadline = Date.now() + withinMs;
  let seen: DocumentView | null = null;
  while (Date.now() < deadline) {
    seen = (await look(url, id)) ?? seen;
    if (seen !== null && isSo(seen)) return seen;
    await sleep(100);
  }
  throw new Error(`not so within ${withinMs} ms; last seen as ${JSON.stringify(seen)}`);
}

const ENDS = new Set(['completed', 'partial', 'failed', 'cancelled']);

export function ended(url: string, id: string, withinMs: number): Promise<DocumentView> {
  return until(url, id, ({ status }) => ENDS.has(status), withinMs);
}

export async function result(url: string, id: string): Promise<Result> {
  const response = await fetch(`${url}/v1/documents/${id}/result`);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return resultView.parse(await response.json());
}

/** All documents there are, newest first. */
export async function list(url: string): Promise<DocumentView[]> {
  const response = await fetch(`${url}/v1/documents?limit=100`);
  return z.object({ data: z.array(documentView) }).parse(await response.json()).data;
}
