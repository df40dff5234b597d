import {
  type DocumentRecord,
  type DocumentView,
  hasEnded,
  laneAt,
  viewDocument,
} from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';
import { holdOn } from './holds.ts';

/** Documents as the outside sees them, with what holds them up at this moment. */
export async function viewDocuments(
  records: readonly DocumentRecord[],
  { limiter, places, config }: Pick<ApiPorts, 'limiter' | 'places' | 'config'>,
): Promise<DocumentView[]> {
  const [holds, memory, waiting] = await Promise.all([
    limiter.holds(),
    limiter.memoryLow(),
    places.waiting(records.filter(({ status }) => !hasEnded(status)).map(({ id }) => id)),
  ]);
  const nowMs = Date.now();
  return records.map((record) => {
    const { model = config.QUIRE_MODEL } = record.options;
    const hold = memory ?? holdOn(model, laneAt(record.options, nowMs), holds);
    return viewDocument(record, hold, waiting.has(record.id));
  });
}
