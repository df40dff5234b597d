import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import { straightWords, textTurn } from '../src/read-layer.ts';
import type { LayerWord } from '../src/text-layer.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const [WIDTH, HEIGHT] = [1240, 1754];
const PRINT = 'THE COMMITTEE REPORTS THAT THE ROOF WAS IN REPAIR FOR ELEVEN DAYS OF MARCH. ';

/** One word all over a page of A4, at the angle of its diagonal: rising, or falling. */
function watermarks(degrees: 55 | -55): string {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const places = Array.from({ length: 40 }, (_, at) => [40 + (at % 5) * 110, 60 + (at / 5) * 95]);
  const turned = `${cos.toFixed(4)} ${sin.toFixed(4)} ${(-sin).toFixed(4)} ${cos.toFixed(4)}`;
  const words = places.map(
    ([x = 0, y = 0]) => `${turned} ${x} ${y.toFixed(1)} Tm (CONFIDENTIAL) Tj`,
  );
  return `BT .8 g /F 14 Tf ${words.join(' ')} ET`;
}

async function pictured(contents: string, jpeg: Buffer = Buffer.alloc(0)) {
  const pdf = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>',
    { dictionary: '', stream: contents },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    {
      dictionary: `/Type/XObject/Subtype/Image/Width ${WIDTH}/Height ${HEIGHT}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode`,
      stream: jpeg.toString('latin1'),
    },
  ]);
  return bench.renderer.picture(await bench.folder.source(pdf), 0, spec, NEVER);
}

describe('a page under words that lie across it', () => {
  test.each([55, -55] as const)('stands as its own few words do, at %d°', async (degrees) => {
    const letter = 'BT 0 g /F 11 Tf 40 780 Td (Minutes of the meeting, as agreed) Tj ET';
    const { rotation, dpi } = await pictured(`${letter} ${watermarks(degrees)}`);
    expect(rotation).toBe(0);
    expect(11 * ((dpi ?? 0) / 72)).toBeGreaterThan(17);
  });

  test('stands as its scan does', async () => {
    const text = PRINT.repeat(24);
    const scan = await makeImage({ width: WIDTH, height: HEIGHT, format: 'jpeg', text });
    const contents = `q 595 0 0 842 0 0 cm /I Do Q ${watermarks(55)}`;
    const { rotation, reason } = await pictured(contents, scan);
    expect(rotation).toBe(0);
    expect(reason).toContain('by looking');
  });
});

function word(angle: number): LayerWord {
  return { text: 'word', x: 0, y: 0, width: 30, height: 10, fontSize: 10, isHidden: false, angle };
}

describe('words that lie across a page', () => {
  const across = Array.from({ length: 40 }, () => word(55));

  test('are none of its text', () => {
    expect(straightWords([word(0), ...across, word(270), word(358), word(12)])).toHaveLength(4);
    expect(textTurn(straightWords([...across, word(0)]))).toBe(0);
  });
});
