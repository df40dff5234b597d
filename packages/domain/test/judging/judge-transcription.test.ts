import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  evidenceSchema,
  isGood,
  judgeAnswer,
  type Judgement,
  type PageFacts,
  type PageLayer,
} from '../../src/index.ts';
import { printedLine, printedPage, transcribed } from './printed-page.ts';

const LINES = [
  'Annual report of the harbour office',
  'The northern terminal handled 4,812 vessels before the end of the quarter.',
  'Each licensed carrier must document its storage contracts, at considerable ex-',
  'pense, while the bridge was closed for 37 days.',
  'Item   Code   Quantity   Total',
  'Steel bolt   K-114   12   38.40',
  'Copper wire   K-209   7   121.95',
  'Garden hose   R-330   3   59.70',
  'Desk lamp   R-412   5   149.50',
  'An independent auditor compared the official tide tables with the figures above,',
  'and has briefly described what is missing from them.',
];
const MARKDOWN = `# Annual report of the harbour office

The **northern** terminal handled 4,812 vessels before the end of the quarter. Each licensed carrier
must document its storage contracts, at considerable expense, while the bridge was closed for 37 days.

| Item | Code | Quantity | Total |
|:-----|------|---------:|------:|
| Steel bolt | K-114 | 12 | 38.40 |
| Copper wire | K-209 | 7 | 121.95 |
| Garden hose | R-330 | 3 | 59.70 |
| Desk lamp | R-412 | 5 | 149.50 |

An independent auditor compared the official tide tables with the figures above, and has briefly
described what is missing from them.`;

function judge(text: string, page: PageFacts = transcribed(printedPage(LINES))): Judgement {
  return judgeAnswer({ text, stopReason: 'end_turn', hasUnknownBlocks: false }, undefined, page);
}

describe('a transcription of a page with sound text of its own', () => {
  test('is ok however its Markdown is written, and its evidence says so', () => {
    const { verdict, evidence } = judge(MARKDOWN);
    expect(verdict).toBe('ok');
    expect(evidence).toMatchObject({
      reason: 'none',
      layer: { recall: 1, precision: 1, words_missing: 0, words_added: 0, numbers_changed: 0 },
    });
    expect(evidenceSchema.parse(evidence)).toEqual(evidence);
  });

  test.each([
    ['HTML tables', (text: string) => text.replaceAll(/^\| ?(.*) \|$/gm, '<tr><td>$1</td></tr>')],
    ['a letter misread', (text: string) => text.replace('licensed', 'llcensed')],
    ['an opening', (text: string) => `Here is the transcription of the page:\n\n${text}`],
    ['a fence', (text: string) => `\`\`\`markdown\n${text}\n\`\`\``],
    ['an aside', (text: string) => `${text}\n\n[Signature: illegible, in blue ink]`],
    ['marks of thousands', (text: string) => text.replace('4,812', '4812')],
    ['another order', (text: string) => text.split('\n\n').toReversed().join('\n\n')],
  ])('is ok with %s', (_, write) => {
    expect(judge(write(MARKDOWN))).toMatchObject({ verdict: 'ok', code: null });
  });

  test.each([
    ['cut in its table', 0.55],
    ['cut in its last sentence', 0.93],
  ])('is truncated where it is %s, though it ended by itself', (_, share) => {
    expect(judge(MARKDOWN.slice(0, MARKDOWN.length * share))).toMatchObject({
      verdict: 'truncated',
      code: 'answer_cut_short',
      evidence: { reason: 'ends_early', layer: { words_added: 0 } },
    });
  });

  test.each([
    ['a row is dropped', MARKDOWN.replace(/^\| Copper.*\n/m, ''), 'line_missing'],
    ['a digit is changed', MARKDOWN.replace('121.95', '127.95'), 'numbers_changed'],
    ['a decimal point has moved', MARKDOWN.replace('38.40', '384.0'), 'numbers_changed'],
    [
      'a paragraph is invented',
      `${MARKDOWN}\n\nThe board has finally approved a new lighting system for both quays, and expects the work to begin in spring.`,
      'words_added',
    ],
    [
      'it is translated',
      'Jahresbericht des Hafenamts. Das nördliche Terminal fertigte 4.812 Schiffe vor dem Ende des Quartals ab. Jeder Spediteur dokumentiert seine Lagerverträge.',
      'words_missing',
    ],
  ] as const)('disagrees where %s', (_, text, reason) => {
    expect(judge(text)).toMatchObject({
      verdict: 'disagrees',
      code: 'answer_disagrees',
      evidence: { reason },
    });
  });

  test('shows the numbers that differ with the page, and not to clients', () => {
    const { evidence, detail } = judge(MARKDOWN.replace('121.95', '127.95'));
    expect(evidence.layer).toMatchObject({
      numbers_missing: ['121.95'],
      numbers_added: ['127.95'],
    });
    expect(detail).not.toContain('127');
  });

  test('is repeated where it loops, and ok where the page says the same again and again', () => {
    const again = Array.from({ length: 12 }, () => 'We shall come home, we shall come home').join(
      '\n',
    );
    expect(judge(`${MARKDOWN}\n${again}`)).toMatchObject({
      verdict: 'repeated',
      code: 'answer_repeated',
    });
    const song = printedPage([...LINES, ...again.split('\n')]);
    expect(judge(`${MARKDOWN}\n${again}`, transcribed(song)).verdict).toBe('ok');
  });

  test('is empty where it says that there is nothing, and refused where it will not read', () => {
    for (const text of ['[Blank page]', 'This page appears to be blank.', '```\n```']) {
      expect(judge(text)).toMatchObject({ verdict: 'empty', code: 'answer_empty' });
    }
    expect(judge("I'm sorry, but I can't assist with transcribing this image.")).toMatchObject({
      verdict: 'refused',
      code: 'answer_refused',
      evidence: { reason: 'words_of_refusal' },
    });
  });

  test('may leave out headers, page numbers and watermarks', () => {
    const layer = printedPage(LINES);
    const words = [
      ...printedLine('Harbour office yearbook 2025', 60, 30),
      ...layer.words,
      ...printedLine('217', 290, 770),
      { text: 'DRAFT', x: 200, y: 300, width: 200, height: 200, angle: 45 },
    ];
    expect(judge(MARKDOWN, transcribed({ ...layer, words })).verdict).toBe('ok');
    expect(
      judge(`Harbour office yearbook 2025\n\n${MARKDOWN}\n\n217`, transcribed({ ...layer, words }))
        .verdict,
    ).toBe('ok');
  });

  test('may hold what stands in a picture, where the picture lies and as far as it has room', () => {
    const unlayered = [{ x: 60, y: 290, width: 300, height: 100 }];
    const inPicture = `${MARKDOWN}\n\nJanuary 118, February 240, March 317, April 402, May 511, all quays`;
    expect(judge(inPicture).verdict).toBe('disagrees');
    expect(judge(inPicture, transcribed(printedPage(LINES, { unlayered }))).verdict).toBe('ok');
    const [title = ''] = MARKDOWN.split('\n');
    const elsewhere = MARKDOWN.replace(
      title,
      `${title}\n\nJanuary 118, February 240, March 317, April 402, May 511, all quays`,
    );
    expect(judge(elsewhere, transcribed(printedPage(LINES, { unlayered }))).verdict).toBe(
      'disagrees',
    );
  });

  test('is not accused of words that came in addition where nobody knows of pictures', () => {
    const layer = printedPage(LINES, { unlayered: null });
    const more = `${MARKDOWN}\n\nThe board has finally approved a new lighting system for both quays, and more.`;
    expect(judge(more, transcribed(layer))).toMatchObject({
      verdict: 'ok',
      evidence: { layer: { words_added: 14 } },
    });
    expect(judge(more.replace('59.70', '59.10'), transcribed(layer)).verdict).toBe('disagrees');
  });

  test('is judged by its words whichever way the page is turned', () => {
    const { words, ...layer } = printedPage(LINES);
    const sideways: PageLayer = {
      ...layer,
      page: { width: 800, height: 600 },
      words: words.map(({ x, y, width, height, ...word }) => ({
        ...word,
        angle: 90,
        x: 800 - y - height,
        y: x,
        width: height,
        height: width,
      })),
    };
    expect(judge(MARKDOWN, transcribed(sideways)).verdict).toBe('ok');
    expect(judge(MARKDOWN.slice(0, MARKDOWN.length * 0.7), transcribed(sideways)).verdict).toBe(
      'truncated',
    );
  });
});

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
    expect(judge(`${'The quay was closed for repairs.\n'.repeat(12)}`, page).verdict).toBe(
      'repeated',
    );
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

describe('whatever the answer and the page', () => {
  const word = fc.constantFrom(
    'harbour',
    'quay',
    '12',
    '4,812',
    'of',
    'the',
    '港',
    'ship',
    '|',
    '#',
    '\n',
    '$x^2$',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(word, { maxLength: 80 }).map((words) => words.join(' ')),
  );

  test('a verdict is good exactly when it has no code, and its evidence fits its schema', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 8 }), fc.boolean(), (said, lines, isSound) => {
        const layer = printedPage(lines, { soundness: isSound ? 'sound' : 'unmapped' });
        const { verdict, code, evidence } = judge(said, transcribed(layer));
        expect(isGood(verdict)).toBe(code === null);
        expect(evidenceSchema.parse(evidence)).toEqual(evidence);
      }),
    );
  });

  test('a page read word for word, in any order of its lines, is never accused of a change', () => {
    const line = fc.array(fc.constantFrom('harbour', 'quay', 'of', 'ship', '12', '375', 'wire'), {
      minLength: 3,
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 3, maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (lines, numbers) => {
          const written = lines.map((words) => words.join(' '));
          const said = written
            .map((one) => ({ one, key: numbers.next().value ?? 0 }))
            .toSorted((a, b) => a.key - b.key);
          const { evidence } = judge(
            said.map(({ one }) => one).join('\n'),
            transcribed(printedPage(written, { top: 150 })),
          );
          expect(evidence.layer).toMatchObject({
            words_missing: 0,
            words_added: 0,
            numbers_changed: 0,
          });
        },
      ),
    );
  });

  test('a page of distinct words that is cut anywhere is never ok', () => {
    const words = Array.from(
      { length: 120 },
      (_, at) => `word${String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))}x`,
    );
    const lines = Array.from({ length: 15 }, (_, at) => words.slice(at * 8, at * 8 + 8).join(' '));
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 117 }), (kept) => {
        expect(judge(words.slice(0, kept).join(' '), transcribed(printedPage(lines))).verdict).toBe(
          'truncated',
        );
      }),
    );
  });
});
