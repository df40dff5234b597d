import { describe, expect, test } from '@jest/globals';
import { judge, LINES, MARKDOWN } from './harbour-page.ts';
import { printedPage, transcribed } from './printed-page.ts';

describe('a transcription of a page without sound text', () => {
  test.each(['none', 'unmapped', 'mojibake', 'hidden-ocr'] as const)(
    'is not held against a layer that is %s',
    (soundness) => {
      const layer = printedPage(['something else altogether stands here'], { soundness });
      expect(judge(MARKDOWN, transcribed(layer))).toMatchObject({
        verdict: 'ok',
        evidence: { layer: null },
      });
    },
  );

  test('is repeated only where it loops for long: sheets and refrains are no loops', () => {
    const page = transcribed(null);
    expect(judge(`Dear Sir, ${'thank you '.repeat(40)}`, page).verdict).toBe('repeated');
    expect(judge('The quay was closed for repairs.\n'.repeat(12), page).verdict).toBe('repeated');
    const zeros = `| Stock |${' 0.00 |'.repeat(9)}\n`.repeat(30);
    const answers = Array.from(
      { length: 30 },
      (_, at) => `| Room ${at} |${' n/a |'.repeat(9)}\n`,
    ).join('');
    const song = 'La la la la, la la la la\nWe shall come home\n'.repeat(4);
    for (const text of [zeros, answers, song, '. . . . . . . . 4']) {
      expect(judge(text, page).verdict).toBe('ok');
    }
  });

  test('is truncated where it stops within a table or a block', () => {
    const page = transcribed(null);
    expect(judge('| a | b |\n|---|---|\n| 1 | 2 |\n| 3', page)).toMatchObject({
      verdict: 'truncated',
      evidence: { reason: 'cut_in_markup' },
    });
    expect(judge('```\nlet a = 1;', page).verdict).toBe('truncated');
    expect(judge('| a | b |\n|---|---|\n| 1 | 2 |', page).verdict).toBe('ok');
  });

  test('is blank where it says so of a page without ink, and invented where it says more', () => {
    const blank = transcribed(null, { hasInk: false });
    for (const text of ['', 'This page is blank.', '*No visible text*']) {
      expect(judge(text, blank)).toMatchObject({ verdict: 'blank', code: null });
    }
    expect(judge('Dear Sir, thank you for your letter.', blank)).toMatchObject({
      verdict: 'disagrees',
      evidence: { reason: 'words_on_blank_page' },
    });
  });

  test('of ticks and boxes alone is not empty', () => {
    expect(judge('☐ ☑ ☐', transcribed(null)).verdict).toBe('ok');
    expect(judge('---', transcribed(null)).verdict).toBe('empty');
  });
});

describe('an answer to a question', () => {
  test('is held against no page: it may well say that it cannot find something', () => {
    const page = transcribed(printedPage(LINES), { task: 'ask' });
    for (const text of ['38.40', "I can't see a due date on this page.", 'This page is blank.']) {
      expect(judge(text, page)).toMatchObject({ verdict: 'ok', evidence: { layer: null } });
    }
    expect(judge('yes '.repeat(300), page).verdict).toBe('repeated');
  });
});
