import type { DeliveryStatus, DocumentRecord } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';
import { MOST_LOOKED_AT } from './list-documents.ts';
import { deliveriesOfDocument, type OwnDelivery, ownDeliveries } from './own-deliveries.ts';

export interface DeliveriesQuery {
  readonly status?: DeliveryStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * A tenant's deliveries, of its newest document first. A page may hold fewer than asked for and still
 * have a next one: the cursor says where looking stopped.
 */
export async function listDeliveries(
  tenant: string,
  { status, cursor, limit }: DeliveriesQuery,
  ports: Pick<ApiPorts, 'documents' | 'deliveries'>,
): Promise<{ deliveries: OwnDelivery[]; nextCursor: string | null }> {
  const deliveries: OwnDelivery[] = [];
  let lookedAt = 0;
  for await (const step of ownDeliveries(tenant, cursor, ports)) {
    for (const delivery of step.found) {
      if (status !== undefined && delivery.record.status !== status) continue;
      deliveries.push(delivery);
      if (deliveries.length === limit) return { deliveries, nextCursor: delivery.id };
    }
    lookedAt += 1;
    if (lookedAt === MOST_LOOKED_AT) return { deliveries, nextCursor: step.cursor };
  }
  return { deliveries, nextCursor: null };
}

/** The same of one document, which is the caller's. */
export async function listDeliveriesOf(
  document: DocumentRecord,
  { status, cursor, limit }: DeliveriesQuery,
  ports: Pick<ApiPorts, 'deliveries'>,
): Promise<{ deliveries: OwnDelivery[]; nextCursor: string | null }> {
  const all = await deliveriesOfDocument(document, ports);
  const from = all.findIndex((one) => one.id === cursor) + 1;
  const matching = all.slice(from).filter(({ record }) => !status || record.status === status);
  const deliveries = matching.slice(0, limit);
  const next = matching.length > deliveries.length ? deliveries.at(-1) : undefined;
  return { deliveries, nextCursor: next?.id ?? null };
}
