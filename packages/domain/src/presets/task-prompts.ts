import type { Task } from '../option-fields.ts';

/** What a faithful transcription is; every word counts, so each kind of content has its form. */
export const TRANSCRIBE =
  'Transcribe this page as Markdown: every word of it, in reading order, column by column. ' +
  'Keep numbers, names, spelling and punctuation exactly as printed; join words that are hyphenated ' +
  'at the end of a line. Headings become # headings by their rank, lists become lists with the ' +
  'marks they have, tables become Markdown tables with every row and column, formulas become LaTeX ' +
  'between $ signs, and form fields become "label: value", with [x] or [ ] for boxes. ' +
  'Write [illegible] where something cannot be read. Add nothing, leave nothing out, translate ' +
  'nothing, and do not comment. Answer with the transcription alone, without a code fence.';

/** The words for a task that comes without any of its own; `ask` always brings its question. */
export const taskPrompts = {
  transcribe: TRANSCRIBE,
  extract:
    'Fill in the fields asked for from this page. Copy names, numbers and codes exactly as printed. ' +
    'What is not on the page, or cannot be read, is null where that is allowed, and empty ' +
    'otherwise: never a guess.',
  ask: undefined,
  compare:
    'Compare the images and say what differs, image by image, from the top left to the bottom ' +
    'right. Quote texts exactly. Name nothing that is the same, and guess nothing.',
} as const satisfies Record<Task, string | undefined>;
