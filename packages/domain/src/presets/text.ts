import type { Preset } from './preset.ts';

export const text: Preset = {
  name: 'text',
  title: 'Plain text',
  description: 'Every word of the page as plain text, without any markup.',
  task: 'transcribe',
  prompt:
    'Transcribe every word of this page as plain text, in reading order, without any markup: a line ' +
    'for each paragraph, list item and table row, with a tab between the cells of a row. ' +
    'Keep numbers, names and punctuation exactly as printed. Write [illegible] where something ' +
    'cannot be read. Add nothing, leave nothing out. Answer with the text alone.',
};
