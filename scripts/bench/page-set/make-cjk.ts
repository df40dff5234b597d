import { PDFDocument, PDFHexString, PDFName } from 'pdf-lib';
import type { MadeDocument } from './bench-page.ts';

const FACES = [
  {
    font: 'STSong-Light',
    ordering: 'GB1',
    map: 'UniGB-UCS2-H',
    text: '港口管理局每年发布一份关于船舶交通的报告其中包括渔船货船和客轮的数量',
  },
  {
    font: 'MSung-Light',
    ordering: 'CNS1',
    map: 'UniCNS-UCS2-H',
    text: '圖書館的開放時間為每日上午九時至下午六時星期一休館請保持安靜',
  },
  {
    font: 'HeiseiMin-W3',
    ordering: 'Japan1',
    map: 'UniJIS-UCS2-H',
    text: '港の年次報告書には漁船と貨物船および旅客船の数が記載されています',
  },
  {
    font: 'HYSMyeongJo-Medium',
    ordering: 'Korea1',
    map: 'UniKS-UCS2-H',
    text: '항만 관리국은 매년 선박 교통에 관한 보고서를 발행하며 어선과 화물선을 셉니다',
  },
] as const;
const ROWS = 44;

/** Chinese, Japanese and Korean in fonts that are named and not embedded. */
export async function makeCjk(random: () => number): Promise<MadeDocument> {
  const pdf = await PDFDocument.create();
  const { context } = pdf;
  for (const { font, ordering, map, text } of FACES) {
    const descendant = context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'CIDFontType0',
        BaseFont: font,
        CIDSystemInfo: {
          Registry: PDFHexString.of(Buffer.from('Adobe', 'latin1').toString('hex')),
          Ordering: PDFHexString.of(Buffer.from(ordering, 'latin1').toString('hex')),
          Supplement: 2,
        },
        DW: 1000,
        FontDescriptor: context.register(
          context.obj({
            Type: 'FontDescriptor',
            FontName: font,
            Flags: 6,
            FontBBox: [-25, -254, 1000, 880],
            ItalicAngle: 0,
            Ascent: 880,
            Descent: -120,
            CapHeight: 880,
            StemV: 93,
          }),
        ),
      }),
    );
    const face = context.obj({
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont: `${font}-${map}`,
      Encoding: map,
      DescendantFonts: [descendant],
    });
    const page = pdf.addPage([595, 842]);
    page.node.setFontDictionary(PDFName.of('F1'), context.register(face));
    const rows = Array.from({ length: ROWS }, (_, row) => {
      const from = Math.floor(random() * text.length);
      const line = (text + text).slice(from, from + 30);
      return `BT /F1 14 Tf 60 ${770 - row * 17} Td <${utf16(line)}> Tj ET`;
    });
    page.node.set(PDFName.of('Contents'), context.register(context.flateStream(rows.join('\n'))));
  }
  return { name: 'cjk', kind: 'CJK', bytes: await pdf.save(), texts: FACES.map(() => null) };
}

function utf16(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex');
}
