import { describeDocument } from '../describe-document.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import type { Command } from './command.ts';

export const cancel: Command = {
  usage: 'quire cancel ID [--json]',
  summary: 'Stop paying for a document now.',
  details: `
  --json  the document afterwards as one line of JSON

Pages that are read stay; calls that are under way are the last. One that has ended stays as it is.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, { json: { type: 'boolean', default: false } });
    const document = await client.cancel(oneId(positionals));
    if (values.json) await output.json(document);
    else output.line(describeDocument(document, document.filename ?? ''));
    return exitCodes.done;
  },
};
