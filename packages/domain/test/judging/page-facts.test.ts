import { expect, test } from '@jest/globals';
import {
  builtInPresets,
  type DocumentOptions,
  pageFacts,
  resolveOptions,
} from '../../src/index.ts';

const factsOf = (options: DocumentOptions) =>
  pageFacts(resolveOptions(options, builtInPresets), null);

test.each([
  ['nothing', {}],
  ['a preset of it', { preset: 'text' }],
  ['the client’s own words, said to be for it', { prompt: 'Write it down.', transcribe: {} }],
] satisfies [string, DocumentOptions][])(
  'a page is to be written down where %s is asked for',
  (_, options) => {
    expect(factsOf(options)).toMatchObject({ task: 'transcribe', dropsMargins: false });
  },
);

test('words of a client’s own may ask for part of a page, and are held against nothing', () => {
  expect(factsOf({ prompt: 'Who signed it?' }).task).toBe('ask');
  expect(factsOf({ task: 'transcribe', prompt: 'Only the table.' }).task).toBe('ask');
  expect(factsOf({ preset: 'invoice' }).task).toBe('extract');
});

test('headers and footers may be missing where they were to be left out', () => {
  expect(factsOf({ transcribe: { headers_footers: 'drop' } }).dropsMargins).toBe(true);
});
