import { randomUUID } from 'node:crypto';
import type { DocumentOptions, DocumentView } from '@quire/domain';
import { isDocument } from './answers.ts';
import { type DocumentFiles, type DocumentSource, isSource } from './document-source.ts';
import { openForm } from './open-form.ts';
import { readJson } from './read-body.ts';
import { type Address, sendRequest } from './send-request.ts';
import { withPatience } from './with-patience.ts';
import type { Form } from './write-form.ts';

export interface SubmitSettings {
  /**
   * The same key and files give the same document, however often they are sent. A random one is used
   * unless told, so that a try after a lost answer never makes (and pays for) a second document.
   */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sends files or a source, again where the answer was lost. @throws QuireError */
export async function submitDocument(
  address: Address,
  from: DocumentFiles | DocumentSource,
  options: DocumentOptions,
  { idempotencyKey = randomUUID(), signal }: SubmitSettings,
  patienceMs: number,
): Promise<DocumentView> {
  const body = await bodyFor(from, options);
  const headers = { 'idempotency-key': idempotencyKey };
  return withPatience(
    async () => {
      const settings = { method: 'POST', headers, body, signal } as const;
      const response = await sendRequest(address, 'v1/documents', settings);
      return readJson(response, address.baseUrl, isDocument);
    },
    patienceMs,
    signal,
  );
}

/** A source goes as JSON, files as a form. @throws QuireError `file_unreadable` */
export async function bodyFor(
  from: DocumentFiles | DocumentSource,
  options: DocumentOptions,
): Promise<Form | string> {
  return isSource(from) ? JSON.stringify({ source: from, ...options }) : openForm(from, options);
}
