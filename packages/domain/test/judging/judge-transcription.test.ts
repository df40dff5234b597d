import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isGood, type PageLayer } from '../../src/index.ts';
import { evidenceSchema } from '../../src/judging/evidence.ts';
import { judge, LINES, MARKDOWN } from './harbour-page.ts';
import { printedLine, printedPage, transcribed } from './printed-page.ts';

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
    const lines = fc.array(line, { minLength: 3, maxLength: 20 });
    const shuffled = lines.chain((printed) =>
      fc.record({
        printed: fc.constant(printed.map((words) => words.join(' '))),
        said: fc.shuffledSubarray(
          printed.map((words) => words.join(' ')),
          { minLength: printed.length },
        ),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ printed, said }) => {
        const layer = printedPage(printed, { top: 150 });
        const { evidence } = judge(said.join('\n'), transcribed(layer));
        expect(evidence.layer).toMatchObject({
          words_missing: 0,
          words_added: 0,
          numbers_changed: 0,
        });
      }),
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
