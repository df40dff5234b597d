import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { chooseSize, type SizeQuestion } from '../src/choose-size.ts';
import { smallPrint } from '../src/small-print.ts';
import type { LayerWord } from '../src/text-layer.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const NUMBERS = 'Registered at Hamburg HRB 4711. VAT DE811220333. IBAN DE02120300000000202051.';

/** A line of words, each as wide as half an em a sign. @param gap between words, in ems */
function line(text: string, fontSize: number, { y = 0, gap = 0.3, angle = 0 } = {}): LayerWord[] {
  let along = 40;
  return text.split(' ').map((word) => {
    const [at, length] = [along, (word.length * fontSize) / 2];
    along += length + gap * fontSize;
    const box =
      angle === 0
        ? { x: at, y, width: length, height: fontSize }
        : { x: y, y: at, width: fontSize, height: length };
    return { text: word, ...box, fontSize, angle, isHidden: false };
  });
}

const prose = Array.from({ length: 40 }, (_, row) =>
  line('What stands on this page is meant to be read by people, and most of it is', 12, {
    y: row * 15,
  }),
).flat();

describe('small print is', () => {
  test('a line of its own, however little of its page', () => {
    expect(smallPrint([...prose, ...line(NUMBERS, 6, { y: 800 })])).toBe(6);
    expect(smallPrint([...prose, ...line(NUMBERS, 6, { y: 300, angle: 90 })])).toBe(6);
    expect(smallPrint([...line(NUMBERS, 6, { y: 800 }), ...prose])).toBe(6);
  });

  test('a line of its own where a script is written from the right', () => {
    const small = line('Registered at Hamburg as HRB 4711 under seal', 6, { y: 800 });
    const mirrored = small.map((word) => ({ ...word, x: 500 - word.x - word.width }));
    expect(smallPrint([...prose, ...mirrored])).toBe(6);
  });

  test.each([
    ['a footnote’s mark', line('1', 6)],
    ['the marks on an axis', line('0 25 50 75 100 125 150 175 200', 6, { gap: 6 })],
    [
      'single figures below one another',
      Array.from({ length: 9 }, (_, at) => line('12.50', 6, { y: 14 * at })).flat(),
    ],
    ['a link that nobody prints to be read', line(`Powered by TCPDF ${NUMBERS}`, 1)],
    ['a word of nineteen signs', line('nineteen signs haveit', 6)],
  ])('not %s', (_what, words) => {
    expect(smallPrint([...prose, ...words])).toBe(12);
    expect(smallPrint([])).toBeNull();
  });
});

describe('a page with small print is drawn', () => {
  const page: SizeQuestion = {
    page: { width: 595, height: 842 },
    unit: 'pt',
    smallestEm: 12,
    tier: pictureTiers.high,
    resolution: 'auto',
  };
  const without = chooseSize(page);

  test('as large as that needs', () => {
    const { size, reason } = chooseSize({ ...page, smallPrintEm: 6 });
    expect(reason).toBe('type of 6 pt is 16 px tall');
    expect((6 * size.width) / 595).toBeGreaterThan(15.5);
    expect(chooseSize({ ...page, smallPrintEm: 4 }).parts).toHaveLength(1);
  });

  test('as ever where it can be read so, and where a size was asked for', () => {
    expect(chooseSize({ ...page, smallPrintEm: 11 })).toEqual(without);
    expect(chooseSize({ ...page, smallPrintEm: null })).toEqual(without);
    const asked = { ...page, resolution: 150 };
    expect(chooseSize({ ...asked, smallPrintEm: 6 })).toEqual(chooseSize(asked));
  });

  test('in two parts where one cannot show it, and in no more', () => {
    const standard = { ...page, tier: pictureTiers.standard };
    expect(chooseSize({ ...standard, smallPrintEm: 5 }).parts).toHaveLength(2);
    const poster = { ...page, page: { width: 2384, height: 3370 }, smallestEm: 40 };
    const { size, parts, reason } = chooseSize({ ...poster, smallPrintEm: 6 });
    expect(parts).toHaveLength(1);
    expect(reason).toBe('print of 6 pt wants more than the model sees');
    expect(size).toEqual(chooseSize({ ...poster, resolution: 'largest' }).size);
  });

  test('in the parts that its type needs, if that has any', () => {
    const plan = { ...page, page: { width: 2384, height: 3370 }, smallestEm: 5 };
    expect(chooseSize({ ...plan, smallPrintEm: 3 })).toEqual(chooseSize(plan));
  });
});

const foot = (em: number): string => `BT /F ${em} Tf 40 30 Td (${NUMBERS}) Tj ET`;

describe('an invoice', () => {
  const bench = useRenderer();
  const body = `BT /F 12 Tf 15 TL 40 800 Td ${'(What stands on this page is meant to be read by people, and most of it is) Tj T* '.repeat(45)} ET`;
  const draw = async (contents: string, tier: keyof typeof pictureTiers) => {
    const pdf = craftPdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
      { dictionary: '', stream: contents },
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ]);
    const spec = { tier: pictureTiers[tier], resolution: 'auto', orient: true } as const;
    return bench.renderer.picture(await bench.folder.source(pdf), 0, spec, NEVER);
  };

  test('shows the numbers at its foot', async () => {
    const [bare, footed] = [await draw(body, 'high'), await draw(`${body} ${foot(6)}`, 'high')];
    expect(bare.reason).toContain('type of 12 pt is 18 px tall');
    expect(footed.reason).toContain('type of 6 pt is 16 px tall');
  });

  test('in two parts is no less legible where the numbers are not', async () => {
    const { tiles } = await draw(`${body} ${foot(5)}`, 'standard');
    expect(tiles).toHaveLength(2);
    const [top, bottom] = tiles.map(({ width }) => width / 595);
    expect((top ?? 0) * 12).toBeGreaterThan(17.5);
    expect((bottom ?? 0) * 5).toBeGreaterThan(10);
    expect(bottom).toBeGreaterThan((top ?? 0) * 1.2);
  });
});
