/** Starts Swagger's page; nothing of it asks anybody but this server (its validator would). */
export const DOCS_SCRIPT = `SwaggerUIBundle({
  dom_id: '#docs',
  url: document.currentScript.dataset.document,
  validatorUrl: null,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
});
`;

/** @param up where the api's root is, seen from the page: `.` or `..` */
export function docsPage(up: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Quire: the API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${up}/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <noscript>The API is described in <a href="${up}/openapi.json">/openapi.json</a>.</noscript>
    <script src="${up}/docs/assets/swagger-ui-bundle.js"></script>
    <script src="${up}/docs/assets/start.js" data-document="${up}/openapi.json"></script>
  </body>
</html>
`;
}
