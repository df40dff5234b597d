import type { DeliveryStatus } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';
import { type OwnDelivery, ownDeliveries } from './own-deliveries.ts';

/** Documents looked at for one request: what is rare must not make it read a tenant's whole past. */
export const MOST_LOOKED_AT = 1_000;

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
