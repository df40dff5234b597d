import { parseDocumentOptions } from '../parse-document-options.ts';
import { findFiles } from '../files/find-files.ts';
import { prepareFolder } from '../files/prepare-folder.ts';
import { resultNames } from '../files/result-names.ts';
import { createProgress } from '../progress/create-progress.ts';
import { readWords } from '../read-words.ts';
import { submitErrands } from '../submit-errands.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

export const submit: Command = {
  usage: 'quire submit FILE|DIR|GLOB… [--preset NAME] [--option K=V]… [--wait] [--out DIR]',
  summary: 'Send documents: each file is one, a folder stands for all the files below it.',
  details: `
  --preset NAME   a named way to ask: markdown, text, invoice, form, …; a server lists its own
  --option K=V    one option, such as pages=1-5 or webhook.url=https://…; may be repeated
  --options JSON  all options at once, such as '{"task":"ask","prompt":"Who signed?"}'
  --together      all files are the pages of one document, in order
  --wait          stay until the documents end
  --out DIR       wait, and write each result as NAME.md and NAME.json; nothing is overwritten
  --json          one line of JSON for each document and change

Of a folder, files ending in pdf, jpg, jpeg, png, gif, webp, tif, tiff and avif are taken, hidden
ones apart. Exit code 0 when all is done, 3 when pages of a document failed, 1 when a document did.
`,
  async run(words, { client, output, interruptible }) {
    const { values, positionals } = readWords(words, {
      preset: { type: 'string' },
      option: { type: 'string', multiple: true },
      options: { type: 'string' },
      together: { type: 'boolean', default: false },
      wait: { type: 'boolean', default: false },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const { preset, option: pairs, options: json, out } = values;
    if (positionals.length === 0) throw new UsageError('which files?');
    const options = parseDocumentOptions({ json, pairs, preset });
    const paths = await findFiles(positionals);
    const errands = values.together
      ? [{ name: nameTogether(paths), paths }]
      : paths.map((path) => ({ name: path, paths: [path] }));
    if (out !== undefined) await prepareFolder(out);
    const names = out === undefined ? [] : await resultNames(out, errands.map(firstPath));
    const isWaiting = values.wait || out !== undefined;
    const documents = errands.length;
    const progress = createProgress(output, { json: values.json, isWaiting, documents });
    return submitErrands(
      errands.map((errand, at) => ({ errand, resultName: names[at] })),
      { options, isWaiting, out },
      { client, output, progress, signal: interruptible() },
    );
  },
};

function firstPath({ paths }: { readonly paths: readonly string[] }): string {
  return paths[0] ?? '';
}

function nameTogether(paths: readonly string[]): string {
  return paths.length > 1 ? `${paths[0]} and ${paths.length - 1} more` : (paths[0] ?? '');
}
