const LATIN =
  'the of and to in that is was for with his they this have from one had word but not what all were when your can said there use each which she how their will other about out many then them these some her would make like him into time has look two more write see number way could people than first water been call who its now find long down day did get come made may part over new sound take only little work know place year live back give most very after thing our just name good sentence man think say great where help through much before line right too mean old any same tell boy follow came want show also around form three small set put end does another well large must big even such because turn here why ask went men read need land different home us move try kind hand picture again change off play spell air away animal house point page letter mother answer found study still learn should invoice amount total account quantity Zahlung Rechnung über für nächste größte Straße Übung français été déjà où élève façon tête español niño año más José città perché più Łódź święta język číslo příliš můžete ångström blåbær queue judge jazz quickly proxy vivid exam gypsy joke pageboy';
const CYRILLIC =
  'и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой ещё от такой год один время день рука дело человек работа слово первый город страна вопрос счёт сумма договор письмо';
const GREEK =
  'και το να του η που για με της από σε είναι στο τα ότι δεν οι έχει την ένα θα ο μας χρόνος ημέρα λόγος εργασία πόλη ερώτηση λογαριασμός γράμμα αριθμός';

const KOREAN =
  '이것은 한국어 문장 페이지 방향 확인 청구서 번호 서울시 회사 합계 수량 계약 우리 보고서 사람 시간 오늘 그리고 하지만 있다 없다 되다 대한 위해 모든 다른 경우 문제 제품 가격 날짜 주소 전화 은행 계좌 총액';
const JAPANESE =
  'これは 日本語 の 文章 です ページ 向き 確認 する ため 請求書 番号 東京都 会社 合計 金額 数量 第一章 私たち 報告 契約 時間 今日 そして しかし ある ない それぞれ データ サービス 株式会社 電話 住所 ください';
const CHINESE =
  '这是 一段 中文 文字 用于 测试 页面 方向 发票 号码 总金额 数量 合同 公司 名称 北京市 第一章 我们 报告 时间 今天 但是 没有 可以 人民 国家 工作 问题 产品 价格 日期 地址 电话 银行 账户';
const ARABIC =
  'السلام عليكم هذا نص باللغة العربية اتجاه الصفحة والحروف في المستند من أجل القراءة على كل حال إلى مدينة كتاب رقم حساب التاريخ المبلغ شركة عقد تقرير اليوم الذي التي بين بعد قبل';
const HEBREW =
  'שלום זה טקסט בעברית כיוון הדף והאותיות במסמך לצורך קריאה נכונה של חשבון מספר ספר עיר מילה ראשון תאריך סכום חברה חוזה דוח היום אשר בין אחרי לפני';
const ARMENIAN =
  'սա հայերեն տեքստ է էջի ուղղությունը ստուգելու համար թիվ քաղաք գիրք հարց հաշիվ ամսաթիվ գումար ընկերություն պայմանագիր այսօր որը միջև հետո առաջ';
const GEORGIAN =
  'ეს არის ტექსტი ქართულ ენაზე გვერდის მიმართულების ნომერი ქალაქი წიგნი კითხვა ანგარიში თარიღი თანხა კომპანია ხელშეკრულება დღეს რომელიც შორის შემდეგ წინ';

/** Of a hundred pages so many are in each script. */
const SHARES: readonly (readonly [number, string])[] = [
  [60, LATIN],
  [8, CYRILLIC],
  [5, GREEK],
  [6, KOREAN],
  [5, JAPANESE],
  [5, CHINESE],
  [4, ARABIC],
  [3, HEBREW],
  [2, ARMENIAN],
  [2, GEORGIAN],
];

/** The words of a page: all in one script. */
export function pickWords(random: () => number): readonly string[] {
  let left = random() * 100;
  for (const [share, words] of SHARES) {
    left -= share;
    if (left <= 0) return words.split(' ');
  }
  return LATIN.split(' ');
}

/** A line of words as documents have them: mostly small letters, some capitals, figures, names. */
export function writeLine(random: () => number, list: readonly string[], words: number): string {
  const style = random();
  const said = Array.from({ length: words }, () => {
    const word = list[Math.floor(random() * list.length)] ?? '';
    const kind = random();
    if (style < 0.1 || kind < 0.04) return figure(random);
    if (style < 0.24) return word.toUpperCase();
    if (style < 0.34 || kind < 0.14) return word.slice(0, 1).toUpperCase() + word.slice(1);
    return kind > 0.94 ? `${word},` : word;
  });
  return `${said.join(' ')}${random() < 0.3 ? '.' : ''}`;
}

function figure(random: () => number): string {
  const value = random() * 10 ** (1 + Math.floor(random() * 5));
  const style = random();
  if (style < 0.4) return value.toFixed(2);
  if (style < 0.7) return value.toFixed(0);
  return style < 0.85
    ? `${Math.floor(value)}-${Math.floor(random() * 90)}`
    : `$${value.toFixed(2)}`;
}
