import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import type { Command } from './command.ts';

export const deleteCommand: Command = {
  usage: 'quire delete ID [--json]',
  summary: 'Cancel a document and remove every trace of it.',
  details: `
  --json  {"id", "deleted": true} as one line

Nothing more is paid for it; what was paid stays in the ledger, as numbers. Its pages, its result and its
file go within a minute, unless another document has the same file; it cannot be brought back. No webhook
tells of it.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, { json: { type: 'boolean', default: false } });
    const id = oneId(positionals);
    await client.delete(id);
    if (values.json) await output.json({ id, deleted: true });
    else output.line(`${id} is deleted.`);
    return exitCodes.done;
  },
};
