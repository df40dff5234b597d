import type { DocumentRecord } from '@quire/domain';
import type { ArrivedAnswer } from './arrived-answer.ts';
import { bookUnwanted } from './book-unwanted.ts';
import type { CloseCallPorts } from './close-call.ts';
import type { PageSoFar } from '../page-record.ts';
import { type ApartPorts, standApart } from './stand-apart.ts';

export type RestPorts = ApartPorts & CloseCallPorts;

/**
 * Whether a page's call is in a batch, and nothing has come back for it: then it stands apart, its job is done for
 * now, and whatever comes back brings another. Asked only where the document may go with batches.
 * @param arrived what came back; one that another run has made needless meanwhile is booked here
 */
export async function restsInBatch(
  { id, options }: Pick<DocumentRecord, 'id' | 'options'>,
  { page, arrived: fitting }: Pick<PageSoFar, 'page' | 'arrived'>,
  arrived: ArrivedAnswer | null,
  ports: RestPorts,
): Promise<boolean> {
  if (options.lane !== 'batch' && options.lane !== 'auto') return false;
  if (fitting) return false;
  if (arrived !== null) await bookUnwanted(arrived, ports);
  return standApart(id, page, ports);
}
