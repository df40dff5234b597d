import { PDFDocument, PDFHexString, PDFName } from 'pdf-lib';
import type { MadeDocument } from './bench-page.ts';

const FACES = [
  {
    font: 'STSong-Light',
    ordering: 'GB1',
    map: 'UniGB-UCS2-H',
    language: 'chi_sim',
    text: '港口管理局每年发布一份关于船舶交通的报告，其中包括渔船、货船和客轮的数量。去年秋季的暴风雨损坏了北侧防波堤，修缮工程预计需要八个月，费用由市政府与航运公司共同承担。图书馆藏有十七世纪以来的航海日志，读者凭证件可以在阅览室查阅，但不得外借。检验员须在装载之前确认集装箱的重量、编号和封条，并将结果登记在附表三中。若发现货物与清单不符，应当立即通知海关，等候进一步处理。居民对夜间噪音的投诉比前年减少了百分之十二，主要得益于新型吊车的使用。',
  },
  {
    font: 'MSung-Light',
    ordering: 'CNS1',
    map: 'UniCNS-UCS2-H',
    language: 'chi_tra',
    text: '圖書館的開放時間為每日上午九時至下午六時，星期一休館，請保持安靜。港務局每年發表一份關於船舶交通的報告，其中包括漁船、貨輪與客輪的數量。去年秋季的颱風損壞了北側防波堤，修繕工程預計需要八個月，費用由市政府與航運公司共同負擔。檢驗員須於裝載之前確認貨櫃的重量、編號與封條，並將結果登記於附表三。若發現貨物與清單不符，應立即通知海關，等候進一步處理。居民對夜間噪音的投訴較前年減少百分之十二，主要得益於新型起重機的使用。',
  },
  {
    font: 'HeiseiMin-W3',
    ordering: 'Japan1',
    map: 'UniJIS-UCS2-H',
    language: 'jpn',
    text: '港の年次報告書には漁船と貨物船および旅客船の数が記載されています。昨年秋の台風で北側の防波堤が損傷し、修繕工事には八か月を要する見込みです。図書館では十七世紀以降の航海日誌を所蔵しており、閲覧室で利用できますが、貸し出しはできません。検査員は積み込みの前にコンテナの重量と番号を確認し、結果を別表三に記入してください。貨物が目録と一致しない場合は、直ちに税関へ連絡し、指示を待つものとします。夜間の騒音に関する苦情は、新型クレーンの導入により前年より減少しました。',
  },
  {
    font: 'HYSMyeongJo-Medium',
    ordering: 'Korea1',
    map: 'UniKS-UCS2-H',
    language: 'kor',
    text: '항만 관리국은 매년 선박 교통에 관한 보고서를 발행하며 어선과 화물선을 셉니다. 지난 가을의 태풍으로 북쪽 방파제가 손상되어 복구 공사에 여덟 달이 걸릴 것으로 보입니다. 도서관은 십칠 세기 이후의 항해 일지를 소장하고 있으며 열람실에서 볼 수 있지만 빌려 갈 수는 없습니다. 검사원은 선적하기 전에 컨테이너의 무게와 번호를 확인하고 결과를 별표에 적어야 합니다. 화물이 목록과 다르면 즉시 세관에 알리고 지시를 기다립니다.',
  },
] as const;
const ROWS = 44;

/** Chinese, Japanese and Korean, of which any line begins anywhere, in fonts that are named and not embedded. */
export async function makeCjk(random: () => number): Promise<MadeDocument> {
  const pdf = await PDFDocument.create();
  const { context } = pdf;
  const texts: string[] = [];
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
    const lines = Array.from({ length: ROWS }, () => {
      const from = Math.floor(random() * text.length);
      return (text + text).slice(from, from + 30);
    });
    const rows = lines.map(
      (line, row) => `BT /F1 14 Tf 60 ${770 - row * 17} Td <${utf16(line)}> Tj ET`,
    );
    // Spaces are no part of what is compared.
    texts.push(lines.join('').replaceAll(' ', ''));
    page.node.set(PDFName.of('Contents'), context.register(context.flateStream(rows.join('\n'))));
  }
  return {
    name: 'cjk',
    kind: 'CJK',
    bytes: await pdf.save(),
    texts,
    languages: FACES.map(({ language }) => language),
  };
}

function utf16(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex');
}
