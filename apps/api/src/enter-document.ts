import { type DocumentRecord, relayOutbox, startAdmitted } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';

/**
 * Has a document wait for its place, and sets going what may begin. What is owed to the splitter is then
 * written down there; whatever dies on the way, what stays in the outbox leads to the same place.
 */
export async function enterDocument(
  document: Pick<DocumentRecord, 'id' | 'tenant' | 'createdAtMs' | 'options'>,
  round: number,
  ports: Pick<ApiPorts, 'places' | 'outbox' | 'producer'>,
): Promise<void> {
  const { id } = document;
  const { admitted } = await ports.places.enter(document, round);
  await startAdmitted(admitted, ports);
  for (const entry of await ports.outbox.entries(id)) {
    if (entry.queue === 'split') await ports.outbox.remove(id, entry);
  }
  await relayOutbox(id, ports);
}
