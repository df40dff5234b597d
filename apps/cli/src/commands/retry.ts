import { describeDocument } from '../describe-document.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

export const retry: Command = {
  usage: 'quire retry ID [--budget-usd N] [--json]',
  summary: 'Run again only the pages of a document that failed.',
  details: `
  --budget-usd N  raises what the document may cost to N dollars, also while it is being read:
                  what waits for budget then goes on, within five minutes at most
  --json          the document afterwards as one line of JSON

Good pages stay and are not paid again; of a cancelled document what nobody read is read as well.
One that is complete, or under way, stays as it is. \`quire watch ID\` follows it to its end.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, {
      'budget-usd': { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const id = oneId(positionals);
    const document = await client.retry(id, { budget_usd: dollars(values['budget-usd']) });
    if (values.json) await output.json(document);
    else output.line(describeDocument(document, document.filename ?? ''));
    return exitCodes.done;
  },
};

function dollars(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const usd = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (usd > 0) return usd;
  throw new UsageError('--budget-usd takes an amount in dollars, such as 2.50.');
}
