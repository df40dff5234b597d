import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { Router } from 'express';
import helmet from 'helmet';
import { DOCS_SCRIPT, docsPage } from '../docs-page.ts';
import { failuresPage } from '../failures-page.ts';
import { describeApi } from '../openapi/describe-api.ts';
import { operations } from '../openapi/operations.ts';
import { readVersion } from '../openapi/read-version.ts';
import { webhooks } from '../openapi/webhooks.ts';

const require = createRequire(import.meta.url);
const SWAGGER_FILES = [
  require.resolve('swagger-ui-dist/swagger-ui.css'),
  require.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
];
const FAILURES = new URL('../../../../docs/failures.md', import.meta.url);

/** `/openapi.json` and `/docs`: the API about itself. No key is asked for: there is no data in it. */
export function docsRoutes(): Router {
  const router = Router();
  const document = JSON.stringify(describeApi(operations, webhooks, readVersion()));
  const failures = failuresPage(readFileSync(FAILURES, 'utf8'));

  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });

  router.use(
    '/docs',
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // Swagger's page styles its parts one by one, and brings its icons along.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          // What is tried out goes to this server alone.
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
    }),
  );
  router.get('/docs', (request, response) => {
    response.type('html').send(docsPage(request.path.endsWith('/') ? '..' : '.'));
  });
  router.get('/docs/failures', (_request, response) => {
    response.type('html').send(failures);
  });
  router.use('/docs/assets', assets());
  return router;
}

/** The files of Swagger's page, from its package: nothing is fetched from elsewhere. */
function assets(): Router {
  const router = Router();
  for (const path of SWAGGER_FILES) {
    const name = basename(path);
    // From its folder: Express would refuse a path with a folder such as `.local` in it.
    router.use(`/${name}`, (_request, response) => {
      response.sendFile(name, { root: dirname(path) });
    });
  }
  router.use('/start.js', (_request, response) => {
    response.type('text/javascript').send(DOCS_SCRIPT);
  });
  return router;
}
