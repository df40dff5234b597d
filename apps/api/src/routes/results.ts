import { type DocumentRecord, Failure, hasEnded, type Page } from '@quire/domain';
import { sentPictures } from '@quire/pages';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { drawPageAgain } from '../draw-page-again.ts';
import { InvalidRequest } from '../problem.ts';
import { readOwnDocument } from '../read-own-document.ts';
import { writeResult } from '../write-result.ts';
import { imageQuery, resultQuery } from './results-operations.ts';

/** `/v1/documents/:id/result`, single pages and their pictures. */
export function resultRoutes(ports: ApiPorts): Router {
  const router = Router();

  router.get('/:id/result', async (request, response) => {
    const query = resultQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    if (!hasEnded(record.status) && query.data.partial !== '1') {
      throw new Failure('not_finished', { detail: `its status is ${record.status}` });
    }
    await writeResult(record, query.data.format, response, ports);
  });

  router.get('/:id/pages/:page', async (request, response) => {
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    response.json(await readPage(record, request.params.page, ports));
  });

  router.get('/:id/pages/:page/image', async (request, response) => {
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    const page = await readPage(record, request.params.page, ports);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const picture = await drawPageAgain(record, page, ports, gone.signal);
    // A page that was sent in parts is shown part by part.
    const query = imageQuery.safeParse(request.query);
    const sent = query.success ? sentPictures(picture)[query.data.tile - 1] : undefined;
    if (sent === undefined)
      throw new Failure('page_not_found', { detail: 'there is no such part' });
    response.type(sent.mediaType).send(sent.bytes);
  });
  return router;
}

/** @throws Failure `not_finished` for a page that is still to be read, else `page_not_found` */
async function readPage(
  { id, status, totalPages }: DocumentRecord,
  number: string,
  { documents, pages }: Pick<ApiPorts, 'documents' | 'pages'>,
): Promise<Page> {
  // Under 0 the document as a whole is kept, which is no page.
  const page = /^[1-9]\d{0,5}$/.test(number) ? Number(number) : -1;
  const read = await pages.read(id, page);
  if (read !== null) return read;
  const isToCome = totalPages === 0 || (await documents.plannedPage(id, page)) !== null;
  throw new Failure(isToCome && !hasEnded(status) ? 'not_finished' : 'page_not_found');
}
