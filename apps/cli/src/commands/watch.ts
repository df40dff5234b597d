import { describeInterruption } from '../describe-interruption.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { followDocument } from '../follow-document.ts';
import { createProgress } from '../progress/create-progress.ts';
import { oneId, readWords } from '../read-words.ts';
import type { Command } from './command.ts';

export const watch: Command = {
  usage: 'quire watch ID [--json]',
  summary: 'Follow a document until it ends.',
  details: `
  --json  one line of JSON for each change

Exit code 0 when it completed, 3 when some pages failed, 1 when it failed or was cancelled.
`,
  async run(words, { client, output, interruptible }) {
    const { values, positionals } = readWords(words, { json: { type: 'boolean', default: false } });
    const id = oneId(positionals);
    const { filename } = await client.document(id);
    const errand = { name: filename ?? '', paths: [] };
    const progress = createProgress(output, { ...values, isWaiting: true, documents: 1 });
    const signal = interruptible();
    try {
      const document = await followDocument(errand, id, { client, progress, signal, documents: 1 });
      return exitCodeOf(document.status);
    } catch (error) {
      if (!signal.aborted) throw error;
      progress.stop();
      output.problem(describeInterruption([id]));
      return exitCodes.interrupted;
    } finally {
      progress.stop();
    }
  },
};
