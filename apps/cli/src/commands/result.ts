import { describeDocument } from '../describe-document.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

const FORMATS = ['markdown', 'json', 'ndjson'] as const;

export const result: Command = {
  usage: 'quire result ID [--format json|markdown|ndjson] [--partial] [--json]',
  summary: "Print a document's pages, in order.",
  details: `
  --format F  markdown (default): the pages' text; json: the whole result on one line;
              ndjson: one page a line
  --json      the same as --format json
  --partial   what is there so far of an unfinished document

Exit code 0 when all pages are good, 3 when some failed or are not there yet, 1 when the document
failed.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, {
      format: { type: 'string' },
      json: { type: 'boolean', default: false },
      partial: { type: 'boolean', default: false },
    });
    const id = oneId(positionals);
    const format = formatOf(values.format, values.json);
    const { partial } = values;
    if (format === 'ndjson') {
      for await (const page of client.result(id, { format, partial })) await output.json(page);
    } else if (format === 'json') {
      await output.json(await client.result(id, { format, partial }));
    } else {
      await output.text(await client.result(id, { format, partial }));
    }
    const document = await client.document(id);
    const code = exitCodeOf(document.status);
    // The text alone does not say that pages are missing from it.
    if (code !== exitCodes.done) {
      output.problem(`${document.status}: ${describeDocument(document, document.filename ?? '')}`);
    }
    return code;
  },
};

function formatOf(named: string | undefined, json: boolean): (typeof FORMATS)[number] {
  const format = FORMATS.find((one) => one === (named ?? (json ? 'json' : 'markdown')));
  if (format === undefined) throw new UsageError(`--format takes ${FORMATS.join(', ')}.`);
  if (json && format === 'markdown')
    throw new UsageError('--json and markdown exclude each other.');
  return format;
}
