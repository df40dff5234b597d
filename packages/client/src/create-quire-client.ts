import type { DeliveryView, DocumentOptions, DocumentView, LedgerEntry, Page } from '@quire/domain';
import {
  isDelivery,
  isDeliveryPage,
  isDocument,
  isDocumentPage,
  isEstimate,
  isLedgerTotals,
  isPage,
  isReplayedPart,
  isResult,
  isResumed,
  isServiceStatus,
} from './answers.ts';
import type { DocumentEstimate } from './document-estimate.ts';
import type { DocumentPage, ListQuery } from './document-page.ts';
import type { DocumentEvent, EventSettings } from './document-event.ts';
import type { DocumentFiles, DocumentSource } from './document-source.ts';
import { followEvents } from './follow-events.ts';
import { type EventConnection, openEvents } from './open-events.ts';
import { QuireError } from './quire-error.ts';
import { readJson, readText } from './read-body.ts';
import { exportLedger, type LedgerQuery, type LedgerTotals, readLedger } from './read-ledger.ts';
import type { DocumentResult, ResultQuery } from './read-result.ts';
import { type Address, type RequestSettings, sendRequest } from './send-request.ts';
import type { EndedHold, ServiceStatus } from './service-status.ts';
import { streamPages } from './stream-pages.ts';
import { bodyFor, submitDocument, type SubmitSettings } from './submit-document.ts';
import { waitForEnd, type WaitSettings } from './wait-for-end.ts';
import type { DeliveriesQuery, DeliveryPage, ReplayQuery } from './webhook-deliveries.ts';

export interface ClientSettings {
  /** Where the api listens, such as `http://127.0.0.1:8080`; a path in front is kept. */
  readonly baseUrl: string | URL;
  /** Sent as `Authorization: Bearer KEY`. */
  readonly apiKey?: string | undefined;
  /** `user:password` of QUIRE_ADMIN, for `resume` and the ledger where the server asks for it. */
  readonly admin?: string | undefined;
  /** How long `submit` tries again while the server is away, in milliseconds; 4,000 unless told. */
  readonly submitPatienceMs?: number | undefined;
}

/** Every method throws QuireError; an aborted signal throws its own reason. */
export interface QuireClient {
  /** Files are streamed as a form (several: one document's pages), a source goes as JSON. */
  submit(
    from: DocumentFiles | DocumentSource,
    options?: DocumentOptions,
    settings?: SubmitSettings,
  ): Promise<DocumentView>;
  /** What a document would cost, with the same files and options as `submit`. Free. */
  estimate(
    from: DocumentFiles | DocumentSource,
    options?: DocumentOptions,
    signal?: AbortSignal,
  ): Promise<DocumentEstimate>;
  document(id: string): Promise<DocumentView>;
  list(query?: ListQuery): Promise<DocumentPage>;
  /** `not_finished` while the document is, unless `partial`. */
  result(id: string, query: ResultQuery & { readonly format: 'markdown' }): Promise<string>;
  result(id: string, query: ResultQuery & { readonly format: 'ndjson' }): AsyncIterable<Page>;
  result(id: string, query?: ResultQuery & { readonly format?: 'json' }): Promise<DocumentResult>;
  /** @param page the source's own page number, from 1 */
  page(id: string, page: number): Promise<Page>;
  /** Stops paying for a document now; one that has ended stays as it is. */
  cancel(id: string): Promise<DocumentView>;
  /**
   * Runs again only what failed, or was left unread by a cancel; any other document stays as it is.
   * @param more `budget_usd` raises what the document may cost, also while it is being read: what
   * waits for budget then goes on
   */
  retry(id: string, more?: { readonly budget_usd?: number | undefined }): Promise<DocumentView>;
  /** Cancels a document and removes every trace of it; `document_not_found` when there is none. */
  delete(id: string): Promise<void>;
  /** What was sent to receivers of webhooks, and what came back. */
  deliveries(query?: DeliveriesQuery): Promise<DeliveryPage>;
  /** Sends an event again, now and under the same `webhook-id`. @param id the delivery's */
  replay(id: string): Promise<DeliveryView>;
  /** The same for all of a stretch of time that were not taken. @returns how many are sent again */
  replaySince(query: ReplayQuery): Promise<number>;
  status(): Promise<ServiceStatus>;
  /** Ends all pauses and halts, once what caused them is mended. For operators. */
  resume(): Promise<{ readonly ended: readonly EndedHold[] }>;
  /** Every call and what it came to, as text. For operators. */
  exportLedger(query: LedgerQuery & { readonly format: 'csv' | 'ndjson' }): AsyncIterable<string>;
  /** The same, entry by entry. */
  ledgerEntries(query?: LedgerQuery): AsyncIterable<LedgerEntry>;
  /** The same added up. @param query `by`: tenant, day, model or document */
  ledgerTotals(query?: LedgerQuery & { readonly by?: string }): Promise<LedgerTotals>;
  /**
   * What happens to a document, as it happens, until its end; first how it stands. Broken connections are
   * made again, and nothing is missed. Nothing comes where all was told before `lastEventId`.
   */
  events(id: string, settings?: EventSettings): AsyncIterable<DocumentEvent>;
  /** Waits for a document's end, whichever it is; a server that is away for a while is waited out. */
  waitFor(id: string, settings?: WaitSettings): Promise<DocumentView>;
}

/** Answers that are small come within this, or something is wrong. */
const ANSWER_WITHIN_MS = 30_000;
/** Enough for an api that restarts; who has no Quire running should soon be told so. */
const SUBMIT_PATIENCE_MS = 4_000;

/**
 * A client of one Quire.
 * @throws TypeError for a base that is no http(s) URL, or a key that no header can carry
 */
export function createQuireClient(settings: ClientSettings): QuireClient {
  const { apiKey, admin, submitPatienceMs = SUBMIT_PATIENCE_MS } = settings;
  const baseUrl = baseOf(settings.baseUrl);
  const address: Address = { baseUrl, authorization: bearer(apiKey) };
  const operator: Address =
    admin === undefined
      ? address
      : { baseUrl, authorization: `Basic ${Buffer.from(admin).toString('base64')}` };

  const json = async <Body>(
    path: string,
    isBody: (value: unknown) => value is Body,
    request: RequestSettings = {},
    as = address,
  ): Promise<Body> => {
    const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    return readJson(await sendRequest(as, path, { ...request, signal }), baseUrl, isBody);
  };
  const document = (id: string, signal?: AbortSignal): Promise<DocumentView> =>
    json(documentPath(id), isDocument, { signal });
  const open =
    (id: string) =>
    async (asked: EventSettings): Promise<EventConnection> =>
      openEvents(address, `${documentPath(id)}/events`, asked);

  function result(id: string, query: ResultQuery & { format: 'markdown' }): Promise<string>;
  function result(id: string, query: ResultQuery & { format: 'ndjson' }): AsyncIterable<Page>;
  function result(id: string, query?: ResultQuery & { format?: 'json' }): Promise<DocumentResult>;
  function result(
    id: string,
    { format = 'json', partial = false }: ResultQuery = {},
  ): Promise<string | DocumentResult> | AsyncIterable<Page> {
    const send = async (): Promise<Response> =>
      sendRequest(address, `${documentPath(id)}/result`, {
        query: { format, partial: partial ? 1 : undefined },
      });
    switch (format) {
      case 'json':
        return send().then((response) => readJson(response, baseUrl, isResult));
      case 'markdown':
        return send().then((response) => readText(response, baseUrl));
      case 'ndjson':
        return (async function* pages() {
          yield* streamPages(await send(), baseUrl);
        })();
    }
  }

  return {
    submit: (from, options = {}, more = {}) =>
      submitDocument(address, from, options, more, submitPatienceMs),
    async estimate(from, options = {}, signal) {
      const body = await bodyFor(from, options);
      const response = await sendRequest(address, 'v1/estimate', { method: 'POST', body, signal });
      return readJson(response, baseUrl, isEstimate);
    },
    document: async (id) => document(id),
    list: (query = {}) => json('v1/documents', isDocumentPage, { query: { ...query } }),
    result,
    page: async (id, page) => json(`${documentPath(id)}/pages/${page}`, isPage),
    cancel: async (id) => json(`${documentPath(id)}/cancel`, isDocument, { method: 'POST' }),
    retry: async (id, { budget_usd } = {}) =>
      json(`${documentPath(id)}/retry`, isDocument, {
        method: 'POST',
        ...(budget_usd === undefined ? {} : { body: JSON.stringify({ budget_usd }) }),
      }),
    async delete(id) {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      await sendRequest(address, documentPath(id), { method: 'DELETE', signal });
    },
    deliveries: (query = {}) =>
      json('v1/webhooks/deliveries', isDeliveryPage, { query: { ...query } }),
    replay: async (id) =>
      json(`v1/webhooks/deliveries/${deliveryName(id)}/replay`, isDelivery, { method: 'POST' }),
    async replaySince(query) {
      let replayed = 0;
      for (let cursor: string | null | undefined; cursor !== null;) {
        const body = JSON.stringify({ ...query, cursor });
        const path = 'v1/webhooks/deliveries/replay';
        const part = await json(path, isReplayedPart, { method: 'POST', body });
        replayed += part.replayed;
        cursor = part.next_cursor;
      }
      return replayed;
    },
    // With a key it shows the tenant's budgets; operators may look without one.
    status: () => json('v1/status', isServiceStatus, {}, apiKey === undefined ? operator : address),
    resume: () => json('v1/admin/resume', isResumed, { method: 'POST' }, operator),
    exportLedger: (query) => exportLedger(operator, query),
    ledgerEntries: (query = {}) => readLedger(operator, query),
    ledgerTotals: (query = {}) =>
      json('v1/admin/ledger/totals', isLedgerTotals, { query: { ...query } }, operator),
    events: (id, more) => followEvents(open(id), more),
    waitFor: (id, more = {}) =>
      waitForEnd({ look: async () => document(id, more.signal), open: open(id) }, more),
  };
}

function documentPath(id: string): string {
  // `..`, or nothing at all, would be another route's path.
  if (/^[\w-]+$/.test(id)) return `v1/documents/${id}`;
  throw new QuireError('document_not_found', 'No document can have this id: ids begin with doc_.');
}

function deliveryName(id: string): string {
  if (/^[\w-]+$/.test(id)) return id;
  throw new QuireError('delivery_not_found', 'No delivery can have this id: ids begin with wh_.');
}

function baseOf(address: string | URL): string {
  const url = URL.canParse(String(address)) ? new URL(String(address)) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new TypeError('baseUrl takes an address such as http://127.0.0.1:8080');
  }
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}

function bearer(apiKey: string | undefined): string | undefined {
  if (apiKey === undefined) return undefined;
  // The runtime's own message for this would have the key in it.
  if (/^[\x21-\x7e]+$/.test(apiKey)) return `Bearer ${apiKey}`;
  throw new TypeError('apiKey takes visible ASCII characters without spaces');
}
