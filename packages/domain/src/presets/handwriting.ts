import type { Preset } from './preset.ts';

export const handwriting: Preset = {
  name: 'handwriting',
  title: 'Handwriting',
  description: 'Handwritten pages as Markdown; unsure words are marked with [?].',
  task: 'transcribe',
  prompt:
    'Transcribe this page, which is written by hand at least in part, as Markdown: every word, in ' +
    'reading order, line by line as it was written. Keep spelling mistakes, abbreviations and ' +
    'crossings-out (as ~~crossed out~~); put what was inserted where it belongs. ' +
    'Put [?] directly behind a word that you are not sure of, as in "Tuesday[?]", and [illegible] ' +
    'in place of a word that cannot be read: never a likely word without its mark. ' +
    'Answer with the transcription alone.',
};
