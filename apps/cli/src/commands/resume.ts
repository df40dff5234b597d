import { readWords } from '../read-words.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

export const resume: Command = {
  usage: 'quire resume [--json]',
  summary: 'End a halt, once what caused it is mended. For operators.',
  details: `
  --json  what was ended, as one line of JSON

Where the server has QUIRE_ADMIN set, set the same here.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, { json: { type: 'boolean', default: false } });
    if (positionals.length > 0) throw new UsageError('resume ends all halts: it takes no name.');
    const answer = await client.resume();
    if (values.json) await output.json(answer);
    else if (answer.ended.length === 0) output.line('Nothing was held up.');
    for (const { model_group, reason } of values.json ? [] : answer.ended) {
      output.line(`${model_group} goes on: ${reason} is ended.`);
    }
    return exitCodes.done;
  },
};
