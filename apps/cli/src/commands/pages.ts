import { basename, extname } from 'node:path';
import { readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

/** What a server asks where nothing is set (`QUIRE_MODEL`). */
const DEFAULT_MODEL = 'claude-haiku-5-5';

export const pages: Command = {
  usage: 'quire pages FILE [--out sheet.html] [--model ID] [--json]',
  summary: "Show a document's pages as Claude would see them. Needs no server.",
  details: `
  --out F     the sheet, one file of HTML; NAME.pages.html here unless told; nothing is overwritten
  --model ID  whose eyes: models differ in the largest picture they look at; ${DEFAULT_MODEL}
              unless told
  --json      one line of JSON for each page

Under each picture stands its size, what it costs in tokens, its dots an inch, how it was turned, its
bytes and, where it is known, the reason for its size. Exit code 3 when some pages could not be drawn,
1 when none could.
`,
  async run(words, { output, interruptible }) {
    const { values, positionals } = readWords(words, {
      out: { type: 'string' },
      model: { type: 'string', default: DEFAULT_MODEL },
      json: { type: 'boolean', default: false },
    });
    const [path, ...others] = positionals;
    if (path === undefined) throw new UsageError('which file?');
    if (others.length > 0) throw new UsageError('one file at a time, please.');
    const { model, json, out = `${basename(path, extname(path))}.pages.html` } = values;
    // Only here: the other commands need no library for images, and would start slower for it.
    const { writeSheet } = await import('../sheet/write-sheet.ts');
    return writeSheet({ path, out, model, json }, output, interruptible());
  },
};
