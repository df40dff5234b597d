import { describeDocument } from '../describe-document.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import type { Command, CommandPorts } from './command.ts';

/** A command that does one thing to one document, and shows the document afterwards. */
export function documentCommand(
  texts: Pick<Command, 'usage' | 'summary' | 'details'>,
  act: (
    client: CommandPorts['client'],
    id: string,
  ) => Promise<Parameters<typeof describeDocument>[0]>,
): Command {
  return {
    ...texts,
    async run(words, { client, output }) {
      const options = { json: { type: 'boolean', default: false } } as const;
      const { values, positionals } = readWords(words, options);
      const document = await act(client, oneId(positionals));
      if (values.json) await output.json(document);
      else output.line(describeDocument(document, document.filename ?? ''));
      return exitCodes.done;
    },
  };
}
