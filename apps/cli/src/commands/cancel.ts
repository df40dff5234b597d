import { documentCommand } from './document-command.ts';

export const cancel = documentCommand(
  {
    usage: 'quire cancel ID [--json]',
    summary: 'Stop paying for a document now.',
    details: `
  --json  the document afterwards as one line of JSON

Pages that are read stay; calls that are under way are the last. One that has ended stays as it is.
`,
  },
  (client, id) => client.cancel(id),
);
