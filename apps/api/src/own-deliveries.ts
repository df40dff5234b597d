import {
  type DeliveryRecord,
  documentOfDelivery,
  type DocumentRecord,
  Failure,
  isDocumentId,
} from '@quire/domain';
import type { StoredDelivery } from '@quire/store';
import type { ApiPorts } from './api-ports.ts';

/** A delivery beside what it tells of. */
export interface OwnDelivery {
  readonly id: string;
  readonly record: DeliveryRecord;
  readonly document: DocumentRecord;
}

/** A document's deliveries, and where looking goes on after all of them. */
export interface DeliveriesOfDocument {
  readonly cursor: string;
  readonly found: readonly OwnDelivery[];
}

type Ports = Pick<ApiPorts, 'documents' | 'deliveries'>;

/** Documents read together. */
const CHUNK = 100;

/** A cursor names a document, or one of its deliveries; looking goes on after that. */
export function isDeliveryCursor(text: string): boolean {
  return isDocumentId(text) || documentOfDelivery(text) !== null;
}

/** A tenant's deliveries: document by document, the newest first, and of each the latest first. */
export async function* ownDeliveries(
  tenant: string,
  cursor: string | undefined,
  ports: Ports,
): AsyncGenerator<DeliveriesOfDocument> {
  let last = cursor;
  const begun = cursor === undefined ? null : documentOfDelivery(cursor);
  if (begun !== null) {
    yield deliveriesOf(begun, await readOwn(begun, tenant, ports), cursor);
    last = begun;
  }
  for (;;) {
    const ids = await ports.documents.list(tenant, last, CHUNK);
    const read = await Promise.all(ids.map((id) => readOwn(id, tenant, ports)));
    for (const [at, id] of ids.entries()) yield deliveriesOf(id, read[at] ?? []);
    if (ids.length < CHUNK) return;
    last = ids.at(-1);
  }
}

/** Those of one document, which is the caller's. */
export async function deliveriesOfDocument(
  document: DocumentRecord,
  { deliveries }: Pick<Ports, 'deliveries'>,
): Promise<OwnDelivery[]> {
  return beside(document, await deliveries.all(document.id));
}

/**
 * A tenant's delivery. Another tenant's is not there, and looks exactly so.
 * @throws Failure `delivery_not_found`
 */
export async function readOwnDelivery(
  id: string,
  tenant: string,
  ports: Ports,
): Promise<OwnDelivery> {
  const documentId = documentOfDelivery(id);
  const found = documentId === null ? [] : await readOwn(documentId, tenant, ports);
  const delivery = found.find((one) => one.id === id);
  if (delivery === undefined) {
    throw new Failure('delivery_not_found', { detail: 'there is no delivery with this id' });
  }
  return delivery;
}

async function readOwn(id: string, tenant: string, ports: Ports): Promise<OwnDelivery[]> {
  const document = await ports.documents.read(id);
  // Most have no webhook, and need not be asked about it.
  if (document?.tenant !== tenant || document.options.webhook === undefined) return [];
  return deliveriesOfDocument(document, ports);
}

function beside(document: DocumentRecord, stored: readonly StoredDelivery[]): OwnDelivery[] {
  return stored.map((one) => ({ ...one, document }));
}

function deliveriesOf(
  cursor: string,
  all: readonly OwnDelivery[],
  after?: string,
): DeliveriesOfDocument {
  const from = all.findIndex(({ id }) => id === after) + 1;
  return { cursor, found: all.slice(from) };
}
