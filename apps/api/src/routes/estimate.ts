import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@quire/store';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { checkOptions, passedDeadline } from '../check-options.ts';
import { estimateDocument } from '../estimate/estimate-document.ts';
import { receiveUpload } from '../uploads/receive-upload.ts';

/** `/v1/estimate`: what a document would cost. The files lie in a folder of the request's own. */
export function estimateRoutes(ports: ApiPorts): Router {
  const router = Router();
  router.post('/', async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const folder = await mkdtemp(join(tmpdir(), 'quire-estimate-'));
    try {
      const here = { ...ports, blobs: openBlobs(pathToFileURL(folder).href) };
      const upload = await receiveUpload(request, here);
      checkOptions(upload, ports);
      const mistake = passedDeadline(upload, Date.now());
      if (mistake !== null) throw mistake;
      const asked = { ...upload, tenant: tenantOf(response) };
      response.json(await estimateDocument(asked, here, gone.signal));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
  return router;
}
