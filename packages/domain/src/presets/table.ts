import type { Preset } from './preset.ts';
import { list, object, text, textOrNull } from './schema-parts.ts';

export const table: Preset = {
  name: 'table',
  title: 'Table',
  description: 'Every table of the page: its title, its columns and its rows as printed.',
  task: 'extract',
  prompt:
    'Read every table on this page, in reading order. Give the names of the columns, those of a ' +
    'head of several lines joined by " / ", and every row, totals included, with exactly one cell ' +
    'for each column. Copy cells exactly as printed, numbers with their signs and units. An empty ' +
    'cell is an empty text; a cell that spans several columns or rows stands in the first of them, ' +
    'and the others are empty. What cannot be read is "[illegible]".',
  schema: object({
    tables: list(
      object({
        title: textOrNull(),
        columns: list(text()),
        rows: list(list(text())),
        notes: list(text('A note printed under the table.')),
      }),
    ),
  }),
};
