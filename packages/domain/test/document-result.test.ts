import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  documentData,
  endStatus,
  type Page,
  pageMarkdown,
  pageSchema,
  verdicts,
  wholeMarkdown,
} from '../src/index.ts';

const page = (more: Partial<Page> = {}): Page =>
  pageSchema.parse({
    page: 1,
    verdict: 'ok',
    text: 'Dear Sir',
    data: null,
    model: 'claude-haiku-5-5',
    source: 'claude',
    rotation: 0,
    picture: null,
    usage: { input_tokens: 1, output_tokens: 1 },
    cost_usd: 0,
    cached: false,
    attempts: 1,
    request_id: null,
    stop_reason: null,
    error: null,
    ...more,
  });

describe('a document ends', () => {
  test.each([
    [10, 0, 'partial', 'completed'],
    [10, 0, 'fail', 'completed'],
    [10, 3, 'partial', 'partial'],
    [10, 3, undefined, 'partial'],
    [10, 3, 'fail', 'failed'],
    [10, 10, 'partial', 'failed'],
    [1, 1, undefined, 'failed'],
  ] as const)(
    'of %d pages with %d failed and on_page_error %p as %s',
    (total, failed, onPageError, status) => {
      expect(endStatus({ total, failed }, onPageError)).toBe(status);
    },
  );
});

describe('a document that was asked as a whole', () => {
  const bad = { verdict: 'disagrees', data: { total: 3 } } as const;
  const good = { verdict: 'ok', data: { total: 3 } } as const;
  test.each([
    ['one', good, 0, undefined, 'completed'],
    ['one', good, 1, undefined, 'partial'],
    ['one', bad, 0, undefined, 'failed'],
    ['merge', good, 0, undefined, 'completed'],
    ['merge', bad, 0, undefined, 'partial'],
    ['merge', bad, 0, 'fail', 'failed'],
    ['merge', bad, 4, undefined, 'failed'],
  ] as const)(
    'by way of %s, answered %p with %d of 4 pages failed and on_page_error %p, ends as %s',
    (way, { verdict }, failed, onPageError, status) => {
      expect(endStatus({ total: 4, failed }, onPageError, { way, verdict })).toBe(status);
    },
  );

  test('has the data of that answer, and none where it cannot be relied on', () => {
    const pages = [page({ data: { total: 1 } }), page({ page: 2, data: { total: 2 } })];
    expect(documentData(pages, good)).toEqual({ total: 3 });
    expect(documentData(pages, bad)).toBeNull();
  });

  test('has that answer before its pages in Markdown', () => {
    const whole = {
      ...page({ text: 'Three.' }),
      page: 0 as const,
      way: 'merge' as const,
      asked: [],
    };
    expect(wholeMarkdown(whole)).toBe('<!-- document -->\n\nThree.\n\n');
  });
});

describe('the data of a document', () => {
  test('is null when no page has any', () => {
    expect(documentData([])).toBeNull();
    expect(documentData([page(), page({ page: 2 })])).toBeNull();
  });

  test('is the page’s own when there is one page', () => {
    expect(documentData([page({ data: { total: 3 } })])).toEqual({ total: 3 });
    expect(documentData([page({ data: 0 })])).toBe(0);
    expect(documentData([page({ data: false })])).toBe(false);
  });

  test('is each page’s under its number, in order, with null where one has none', () => {
    const pages = [page({ page: 2, data: 'b' }), page({ page: 5 }), page({ page: 9, data: [1] })];
    expect(documentData(pages)).toEqual([
      { page: 2, data: 'b' },
      { page: 5, data: null },
      { page: 9, data: [1] },
    ]);
  });
});

describe('a page as markdown', () => {
  test('is its text under a comment that names it', () => {
    expect(pageMarkdown(page({ page: 7, text: '# Title\n\nText\n\n' }))).toBe(
      '<!-- page 7 -->\n\n# Title\n\nText\n\n',
    );
  });

  test('that is blank is its comment alone', () => {
    expect(pageMarkdown(page({ verdict: 'blank', text: '' }))).toBe('<!-- page 1 -->\n\n');
  });

  test('that cannot be relied on says so before its text', () => {
    const error = { code: 'answer_truncated', detail: 'max_tokens' } as const;
    expect(pageMarkdown(page({ verdict: 'truncated', text: 'Dear', error }))).toBe(
      '<!-- page 1 — truncated: answer_truncated -->\n\nDear\n\n',
    );
  });

  test('always ends in one empty line, so that pages can be joined as they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...verdicts), (text, verdict) => {
        expect(pageMarkdown(page({ text, verdict }))).toMatch(/[^\s]\n\n$/);
      }),
    );
  });
});
