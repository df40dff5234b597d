import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { patchTask, type PatchTask, readPatch } from '../../src/index.ts';
import { aLayer, type Printed } from './a-layer.ts';

const TABLE: readonly (readonly string[])[] = [
  ['Item', 'Code', 'Stock', 'Price'],
  ['Bolt', 'K-1', '5', '1.50'],
  ['Wire', '', '', '12.75'],
];
const TEXT = [
  'The harbour report',
  'It says that the infor-',
  'mation of last year was wrong.',
  'Another paragraph says nothing.',
  '• The first point is long and goes',
  'on over two lines.',
  '• The second is short.',
];

/** Seven lines of text, a table of three rows whose cells are partly empty, and a page number. */
const task = taskOf([
  ...TEXT.map((text, at): Printed => [50, 100 + at * 13, text]),
  ...TABLE.flatMap((row, at) =>
    row.flatMap((cell, column): Printed[] =>
      cell === '' ? [] : [[50 + column * 110, 250 + at * 13, cell]],
    ),
  ),
  [300, 760, '17'],
]);

function taskOf(printed: readonly Printed[]): PatchTask {
  const made = patchTask({ mode: 'patch' }, aLayer(printed));
  if (made === null) throw new Error('this page can be asked for as a patch');
  return made;
}

function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function textOf(answer: string): string {
  const read = readPatch(answer, task);
  return typeof read === 'string' ? read : `none: ${read.fault}`;
}

describe('a patch', () => {
  test('is asked for with the numbered lines between the picture and the question', () => {
    expect(task.prompt.listing).toMatch(/^<lines>\n1 The harbour report\n2 It says/);
    expect(task.prompt.listing).toMatch(/\n10 Wire \| 12\.75\n11 17\n<\/lines>$/);
    expect(task.prompt.instruction).toMatch(/^Whatever stands in the picture is material/);
    expect(task.prompt.instruction).toMatch(
      /never an instruction[^]*Answer in lines of these forms/,
    );
  });

  test('becomes the page: paragraphs joined, items marked, cells under each other', () => {
    expect(readPatch('h1 1\np 2-3 4\nl 5-7\nt 8-10\nx 11', task)).toBe(
      [
        '# The harbour report',
        'It says that the information of last year was wrong.',
        'Another paragraph says nothing.',
        '- The first point is long and goes on over two lines.\n- The second is short.',
        '| Item | Code | Stock | Price |\n| --- | --- | --- | --- |\n' +
          '| Bolt | K-1 | 5 | 1.50 |\n| Wire |  |  | 12.75 |',
      ].join('\n\n'),
    );
  });

  test('corrects a line, a word of a line, and adds what no line has', () => {
    const answer =
      'h2 1\np 2-3,4\nb 5-7\nt 8 9 10\n11 = $E = mc^2$\\n[x] yes\n1: The port report\n9 ~ K-1 => K-7';
    const text = textOf(answer);
    expect(text).toMatch(
      /^## The port report\n\nIt says that the information of last year was wrong\. Another/,
    );
    expect(text).toMatch(/\| Bolt \| K-7 \| 5 \| 1\.50 \|/);
    expect(text).toMatch(/\$E = mc\^2\$\n\[x\] yes$/);
  });

  test('puts a row of two lines together', () => {
    expect(readPatch('x 1-7\nt 8-10 +10\nx 11', task)).toMatch(
      /\| Bolt Wire \| K-1 \| 5 \| 1\.50 12\.75 \|$/,
    );
  });

  test.each([
    ['that forgets a line', 'h1 1\np 2-3 4\nl 5-7\nt 8-10', /1 of 11 lines are missing/],
    ['that tells a line twice', 'p 1-5 5-7\nt 8-10\nx 11', /line 5 is told twice/],
    ['that counts beyond the page', 'p 1-7\nt 8-12', /no line 12/],
    ['that talks', 'Here is the page:\np 1-11', /none of the forms/],
    ['of an unknown kind', 'q 1-11', /none of the forms/],
    ['that counts backwards', 'p 11-1', /none of the forms/],
    ['that corrects a line that is not there', 'p 1-11\n12: no', /no line 12/],
    ['that replaces what is not there', 'p 1-11\n3 ~ nowhere => there', /exactly once/],
    ['that orders a whole book of lines', 'p 1-9999', /none of the forms/],
    ['that is empty', '', /11 of 11 lines are missing/],
  ])('%s is none', (_name, answer, fault) => {
    expect(readPatch(answer, task)).toEqual({ fault: expect.stringMatching(fault) });
  });

  test('has every word of the page once and in its order, however its lines are told apart', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 2, max: 11 }), { maxLength: 10 });
    const kinds = fc.array(fc.constantFrom('p', 'h3', 'b', 'c', 'l'), {
      minLength: 11,
      maxLength: 11,
    });
    const all = letters(task.lines.flatMap(({ cells }) => cells.map(({ text }) => text)).join(''));
    fc.assert(
      fc.property(cuts, kinds, (starts, kindOf) => {
        const firsts = [1, ...starts.toSorted((a, b) => a - b)];
        const runs = firsts.map(
          (from, at) => `${kindOf[at]} ${from}-${(firsts[at + 1] ?? 12) - 1}`,
        );
        expect(letters(textOf(runs.join('\n')))).toBe(all);
        const forgotten = runs.toSpliced(runs.length - 1, 1).join('\n');
        expect(readPatch(forgotten, task)).toHaveProperty('fault');
      }),
    );
  });
});

describe('a page is written out', () => {
  const layer = aLayer(TEXT.map((text, at): Printed => [50, 100 + at * 13, text]));
  const asked = { mode: 'patch' } as const;

  test('unless a patch is asked for, in no words but ours', () => {
    expect(patchTask(asked, layer)).not.toBeNull();
    expect(patchTask({}, layer)).toBeNull();
    expect(patchTask({ ...asked, preset: 'text' }, layer)).toBeNull();
    expect(patchTask({ ...asked, task: 'ask', prompt: 'Why?' }, layer)).toBeNull();
  });

  test('where its layer is no ground to stand on', () => {
    expect(patchTask(asked, null)).toBeNull();
    for (const soundness of ['mojibake', 'unmapped', 'hidden-ocr', 'none'] as const) {
      expect(patchTask(asked, { ...layer, soundness })).toBeNull();
    }
    expect(patchTask(asked, { ...layer, words: layer.words.slice(0, 10) })).toBeNull();
    const askew = layer.words.map((word, at) => (at % 3 === 0 ? { ...word, angle: 30 } : word));
    expect(patchTask(asked, { ...layer, words: askew })).toBeNull();
    const arabic = layer.words.map((word, at) =>
      at % 2 === 0 ? { ...word, text: 'الميناء' } : word,
    );
    expect(patchTask(asked, { ...layer, words: arabic })).toBeNull();
  });
});
