import { describeDocument } from '../describe-document.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import type { Command } from './command.ts';

export const retry: Command = {
  usage: 'quire retry ID [--json]',
  summary: 'Run again only the pages of a document that failed.',
  details: `
  --json  the document afterwards as one line of JSON

Good pages stay and are not paid again; of a cancelled document what nobody read is read as well.
One that is complete, or under way, stays as it is. \`quire watch ID\` follows it to its end.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, { json: { type: 'boolean', default: false } });
    const document = await client.retry(oneId(positionals));
    if (values.json) await output.json(document);
    else output.line(describeDocument(document, document.filename ?? ''));
    return exitCodes.done;
  },
};
