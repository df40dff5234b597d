import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const SIZE_PT = 14;
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;

describe('on a scan without letters that have tails and tops', () => {
  test.each([
    [
      'simplified Chinese',
      'STSong-Light',
      'GB1',
      'UniGB-UCS2-H',
      '港口管理局每年发布一份关于船舶交通的报告其中包括渔船货船和客轮',
    ],
    [
      'traditional Chinese',
      'MSung-Light',
      'CNS1',
      'UniCNS-UCS2-H',
      '圖書館的開放時間為每日上午九時至下午六時星期一休館請保持安靜',
    ],
    [
      'Japanese',
      'HeiseiMin-W3',
      'Japan1',
      'UniJIS-UCS2-H',
      '港の年次報告書には漁船と貨物船および旅客船の数が記載されています',
    ],
    [
      'Korean',
      'HYSMyeongJo-Medium',
      'Korea1',
      'UniKS-UCS2-H',
      '항만 관리국은 매년 선박 교통에 관한 보고서를 발행하며 어선과 화물선을',
    ],
  ])('type in %s is drawn as large as it has to be', async (_what, font, ordering, map, line) => {
    const printed = await bench.folder.source(printedPdf(font, ordering, map, line));
    const sheet = { ...spec, resolution: 200, orient: false } as const;
    const { bytes } = await bench.renderer.picture(printed, 0, sheet, NEVER);
    const scan = await bench.folder.source(await scanPdf(bytes));
    const { dpi } = await bench.renderer.picture(scan, 0, spec, NEVER);
    const emPx = (SIZE_PT * (dpi ?? 0)) / 72;
    expect(emPx).toBeGreaterThan(14);
    expect(emPx).toBeLessThan(22);
  });
});

function printedPdf(font: string, ordering: string, map: string, line: string): Buffer {
  const hex = Buffer.from(line, 'utf16le').swap16().toString('hex');
  const rows = Array.from({ length: 30 }, (_, row) => {
    return `BT /F ${SIZE_PT} Tf 60 ${770 - row * 20} Td <${hex}> Tj ET`;
  });
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: rows.join('\n') },
    `<</Type/Font/Subtype/Type0/BaseFont/${font}/Encoding/${map}/DescendantFonts[6 0 R]>>`,
    `<</Type/Font/Subtype/CIDFontType0/BaseFont/${font}/DW 1000/FontDescriptor 7 0 R` +
      `/CIDSystemInfo<</Registry(Adobe)/Ordering(${ordering})/Supplement 0>>>>`,
    `<</Type/FontDescriptor/FontName/${font}/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0` +
      '/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
  ]);
}

async function scanPdf(picture: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(picture)
    .blur(0.6)
    .jpeg({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    { dictionary: '', stream: '595 0 0 842 0 0 cm /I Do' },
    {
      dictionary:
        `/Type/XObject/Subtype/Image/Width ${info.width}/Height ${info.height}/BitsPerComponent 8` +
        `/ColorSpace/Device${info.channels === 1 ? 'Gray' : 'RGB'}/Filter/DCTDecode`,
      stream: data.toString('latin1'),
    },
  ]);
}
