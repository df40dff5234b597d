import { z } from 'zod';

/** What spoke against an answer; `none` where nothing did. */
const reasons = [
  'none',
  'stop_reason',
  'no_words',
  'nothing_to_read',
  'words_of_refusal',
  'loop',
  'ends_early',
  'cut_in_markup',
  'words_on_blank_page',
  'words_missing',
  'line_missing',
  'words_added',
  'numbers_changed',
  'numbers_missing',
  'words_misread',
  'order',
  'schema',
  'not_in_pages',
] as const;

const share = z.number().min(0).max(1);

/** Numbers that led to a verdict, kept with the page; field names are the wire's. */
export const evidenceSchema = z.object({
  reason: z.enum(reasons),
  words: z.int().describe('Words and numbers in the answer.'),
  periodic_share: share.describe('Of them in stretches that follow themselves.'),
  compression: z.number().describe('Of them for each piece that is not copied from further up.'),
  layer: z
    .object({
      words: z.int().describe("Words and numbers of the page's own text."),
      recall: share.describe('Of its letters, those in the answer; headers and footers left out.'),
      precision: share.describe("Of the answer's letters, those on the page."),
      order: share.describe('Of neighbours in the answer, those that are neighbours on the page.'),
      words_missing: z.int(),
      words_added: z.int(),
      longest_missing: z.int().describe('Most words in a row that the answer lacks.'),
      longest_added: z.int().describe('Most words in a row that the page lacks.'),
      end_missing: z.int().describe("Words that should follow the answer's last."),
      misread: z.int().describe('Words that differ by a letter or two.'),
      numbers_changed: z.int(),
      numbers_missing: z.array(z.string()).describe('The first five.'),
      numbers_added: z.array(z.string()).describe('The first five.'),
    })
    .nullable()
    .describe('Null where the page has no sound text of its own, or too little.'),
});

export type Evidence = z.output<typeof evidenceSchema>;
export type Reason = Evidence['reason'];
