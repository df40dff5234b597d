import { type DocumentRecord, type DocumentView, viewDocument } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';
import { holdOn } from './holds.ts';

/** Documents as the outside sees them, with what holds them up at this moment. */
export async function viewDocuments(
  records: readonly DocumentRecord[],
  { limiter, config }: Pick<ApiPorts, 'limiter' | 'config'>,
): Promise<DocumentView[]> {
  const [holds, memory] = await Promise.all([limiter.holds(), limiter.memoryLow()]);
  return records.map((record) =>
    viewDocument(record, memory ?? holdOn(record.options.model ?? config.QUIRE_MODEL, holds)),
  );
}
