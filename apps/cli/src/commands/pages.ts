import { basename, extname } from 'node:path';
import { readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

/** What a server asks where nothing is set (`QUIRE_MODEL`). */
const DEFAULT_MODEL = 'claude-haiku-5-5';

/** What draws PDFs (`QUIRE_RENDERER`). */
const ENGINES = ['auto', 'pdfium', 'pdfjs'] as const;

export const pages: Command = {
  usage: 'quire pages FILE [--out sheet.html] [--model ID] [--json]',
  summary: "Show a document's pages as Claude would see them. Needs no server.",
  details: `
  --out F     the sheet, one file of HTML; NAME.pages.html here unless told; nothing is overwritten
  --model ID  whose eyes: models differ in the largest picture they look at; ${DEFAULT_MODEL}
              unless told
  --json      one line of JSON for each page

QUIRE_RENDERER, where it is set as the workers have it, draws PDFs here, too: auto, pdfium or pdfjs.

Under each picture stands its size, what it costs in tokens, its dots an inch, how it was turned, its
bytes and, where it is known, the reason for its size. Exit code 3 when some pages could not be drawn,
1 when none could.
`,
  async run(words, { output, environment, interruptible }) {
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
    const engine = readEngine(environment.QUIRE_RENDERER);
    return writeSheet({ path, out, model, json, engine }, output, interruptible());
  },
};

/** As the workers read it. @throws UsageError */
function readEngine(text: string | undefined): (typeof ENGINES)[number] {
  if (text === undefined || text === '') return 'auto';
  const engine = ENGINES.find((one) => one === text);
  if (engine === undefined) throw new UsageError('QUIRE_RENDERER takes auto, pdfium or pdfjs.');
  return engine;
}
