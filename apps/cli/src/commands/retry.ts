import { documentCommand } from './document-command.ts';

export const retry = documentCommand(
  {
    usage: 'quire retry ID [--json]',
    summary: 'Run again only the pages of a document that failed.',
    details: `
  --json  the document afterwards as one line of JSON

Good pages stay and are not paid again; of a cancelled document what nobody read is read as well.
One that is complete, or under way, stays as it is. \`quire watch ID\` follows it to its end.
`,
  },
  (client, id) => client.retry(id),
);
