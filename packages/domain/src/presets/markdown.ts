import type { Preset } from './preset.ts';
import { TRANSCRIBE } from './task-prompts.ts';

export const markdown: Preset = {
  name: 'markdown',
  title: 'Markdown',
  description: 'Every word of the page as Markdown, with headings, lists, tables and formulas.',
  task: 'transcribe',
  prompt: TRANSCRIBE,
};
