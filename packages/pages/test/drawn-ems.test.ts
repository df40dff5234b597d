import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { assert, constantFrom, double, integer, property, record, array } from 'fast-check';
import { withDrawnEms } from '../src/drawn-ems.ts';
import { pictureHash } from '../src/index.ts';
import type { TextSign } from '../src/text-sign.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

/** What fonts are like, as shares of their em: an x, a tall letter, and the way from one to the next. */
const face = record({
  x: double({ min: 0.36, max: 0.56, noNaN: true }),
  tall: double({ min: 0.55, max: 0.95, noNaN: true }),
  advance: double({ min: 0.3, max: 0.7, noNaN: true }),
});
type Face = { readonly x: number; readonly tall: number; readonly advance: number };
const text = array(constantFrom('', ...Array.from('aeionrstlcdhkpAEM470.-’1')), { maxLength: 60 });
const em = double({ min: 1, max: 90, noNaN: true });

function line(
  signs: string | readonly string[],
  { x, tall, advance }: Face,
  drawn: number,
  said = drawn,
): TextSign[] {
  return Array.from(signs, (letter, at) => {
    const sign = letter.trim();
    const share = /[.\-’]/.test(sign) ? 0.1 : /[aceimnorsuvwxz]/.test(sign) ? x : tall;
    const height = share * drawn;
    return {
      text: sign,
      x: at * advance * drawn,
      y: 100 - height,
      width: sign === '' ? 0 : advance * drawn * 0.9,
      height: sign === '' ? 0 : height,
      fontSize: sign === '' ? 0 : said,
      angle: 0,
      font: sign === '' ? 0 : 7,
      isMapped: true,
      isHidden: false,
    };
  });
}

describe('the em that a font says is', () => {
  test('believed of every sane font, whatever is written in it', () => {
    assert(
      property(text, face, em, (signs, of, drawn) => {
        const said = line(signs, of, drawn);
        expect(withDrawnEms(said)).toBe(said);
      }),
    );
  });

  test('believed of fonts of capitals, of Chinese, of huge boxes, of spaced and of turned letters', () => {
    const capitals = line('REGISTERED', { x: 0.7, tall: 0.7, advance: 0.7 }, 9);
    const chinese = line('中文報告的語言是漢語', { x: 0.92, tall: 0.92, advance: 1 }, 9);
    const huge = line('letters', { x: 3, tall: 3, advance: 0.5 }, 9);
    const spaced = line('letters', { x: 0.5, tall: 0.7, advance: 2 }, 9);
    const upwards = line('letters', { x: 0.5, tall: 0.7, advance: 0.5 }, 9).map((sign) => {
      const { x, y, width, height } = sign;
      return { ...sign, x: y, y: x, width: height, height: width, angle: 270 };
    });
    const askew = line('letters', { x: 3, tall: 3, advance: 3 }, 9).map((sign) => ({
      ...sign,
      angle: 45,
    }));
    for (const said of [capitals, chinese, huge, spaced, upwards, askew]) {
      expect(withDrawnEms(said)).toBe(said);
    }
  });

  test('believed where hardly anything speaks against it', () => {
    const notes = line('12.3..4', { x: 0.7, tall: 0.7, advance: 0.5 }, 9, 1);
    expect(withDrawnEms(notes)).toBe(notes);
  });

  test('not believed where the letters are of another size', () => {
    const words = 'tomorrow and tomorrow';
    const times = constantFrom(0.002, 0.01, 0.2, 5, 30, 100);
    assert(
      property(face, em, times, integer({ min: 0, max: 1 }), (of, drawn, off, mapped) => {
        const said = line(words, of, drawn, drawn * off).map((sign) => ({
          ...sign,
          isMapped: mapped === 1,
        }));
        for (const { text: sign, fontSize } of withDrawnEms(said)) {
          if (sign === '') continue;
          expect(fontSize / drawn).toBeGreaterThan(0.5);
          expect(fontSize / drawn).toBeLessThan(1.45);
        }
      }),
    );
  });

  test('not believed of that font alone', () => {
    const sane = line('letters', { x: 0.5, tall: 0.7, advance: 0.5 }, 9);
    const other = line('letters', { x: 0.5, tall: 0.7, advance: 0.5 }, 9, 0.1);
    const mended = withDrawnEms([...sane, ...other.map((sign) => ({ ...sign, font: 8 }))]);
    expect(mended.slice(0, 7)).toEqual(sane);
    expect(mended[7]?.fontSize).toBeCloseTo(9, 0);
  });
});

describe('a page in a font that is drawn is as large as its letters, and the same to the byte', () => {
  const bench = useRenderer();
  const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
  const hashOf = async (pdf: Buffer): Promise<{ hash: string; reason: string }> => {
    const picture = await bench.renderer.picture(await bench.folder.source(pdf), 0, spec, NEVER);
    return { hash: pictureHash(picture), reason: picture.reason };
  };

  test.each([
    ['in the unit of the page', { matrix: 1, fontSize: 1, scale: 0.12, unit: 0.1 }],
    ['in a unit of a ten-thousandth', { matrix: 0.0001, fontSize: 120, scale: 1, unit: 1 }],
  ])('%s', async (_unit, drawn) => {
    const usual = await hashOf(drawnFontPdf({ matrix: 0.001, fontSize: 12, scale: 1, unit: 1 }));
    expect(usual.reason).toContain('type of 12 pt is 18 px tall');
    expect(await hashOf(drawnFontPdf(drawn))).toEqual(usual);
  });
});

interface DrawnFont {
  readonly matrix: number;
  readonly fontSize: number;
  readonly scale: number;
  readonly unit: number;
}

/** Thirty lines of two letters that are drawn by hand: their em is 12 pt, however it is written. */
function drawnFontPdf({ matrix, fontSize, scale, unit }: DrawnFont): Buffer {
  const words = ['ABABBA', 'BABAAB', 'ABBABA', 'BABBAA', 'AABBAB'];
  const lines = Array.from({ length: 30 }, (_, row) =>
    words.map(
      (word, at) => `${scale} 0 0 ${scale} ${60 + at * 100} ${780 - row * 22} Tm (${word}) Tj`,
    ),
  );
  const [wide, tall] = [600 * unit, 700 * unit];
  const glyph = (path: string) => ({
    dictionary: '',
    stream: `${wide} 0 0 0 ${wide} ${tall} d1 ${path} f`,
  });
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: `BT /F ${fontSize} Tf ${lines.flat().join('\n')} ET` },
    `<</Type/Font/Subtype/Type3/FontBBox[0 0 ${wide} ${tall}]/FontMatrix[${matrix} 0 0 ${matrix} 0 0]` +
      '/CharProcs<</A 6 0 R/B 7 0 R>>/Encoding<</Type/Encoding/Differences[65/A/B]>>/FirstChar 65' +
      `/LastChar 66/Widths[${wide} ${wide}]/Resources<<>>>>`,
    glyph(`${50 * unit} 0 m ${300 * unit} ${tall} l ${550 * unit} 0 l`),
    glyph(`${50 * unit} 0 ${450 * unit} ${tall} re`),
  ]);
}
