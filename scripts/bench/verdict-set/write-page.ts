import { type Language, phrases } from './phrases.ts';
import { between, type Block, type PageKind, pick, type Random, type SetPage } from './set-page.ts';

const MARKS: Readonly<Record<Language, readonly [thousands: string, decimal: string]>> = {
  en: [',', '.'],
  de: ['.', ','],
  fr: ['\u202F', ','],
  ru: ['\u00A0', ','],
  zh: [',', '.'],
  ar: [',', '.'],
};

/**
 * Writes a page of a kind. The same random numbers in another language are the same page, translated.
 */
export function writePage(kind: PageKind, language: Language, random: Random): SetPage {
  const number = between(random, 2, 400);
  const header =
    random() < 0.5
      ? `${phrases[language].what[between(random, 0, 11)]} ${between(random, 2019, 2026)}`
      : null;
  const footer = random() < 0.7 ? String(number) : null;
  const blocks = blocksOf(kind, language, random);
  return {
    kind,
    language,
    header,
    footer,
    columns: kind === 'columns' || kind === 'index' ? 2 : 1,
    blocks,
  };
}

function blocksOf(kind: PageKind, language: Language, random: Random): Block[] {
  const heading: Block = { kind: 'heading', text: headingOf(language, random) };
  const prose = (least: number, most: number): Block[] =>
    many(random, least, most, () => paragraph(language, random, 3, 6));
  switch (kind) {
    case 'prose':
    case 'columns':
    case 'cyrillic':
    case 'chinese':
    case 'arabic':
      return [
        heading,
        ...prose(4, 7),
        ...(random() < 0.4 ? [list(language, random)] : []),
        ...prose(1, 1),
      ];
    case 'table':
      return [
        heading,
        ...prose(1, 2),
        goodsTable(language, random, between(random, 6, 18)),
        ...prose(1, 2),
      ];
    case 'price list':
      return [heading, goodsTable(language, random, between(random, 25, 50))];
    case 'index':
      return [heading, ...indexBlocks(language, random)];
    case 'number sheet':
      return [heading, sheet(language, random, () => amount(language, random)), ...prose(0, 1)];
    case 'equal sheet':
      return [
        heading,
        ...prose(1, 1),
        sheet(language, random, equalCells(language, random)),
        ...prose(1, 1),
      ];
    case 'contents':
      return [heading, { kind: 'leaders', entries: contents(language, random) }];
    case 'form':
      return [heading, ...formBlocks(language, random), ...prose(1, 2)];
    case 'formulas':
      return [heading, ...prose(2, 3).flatMap((one) => [one, formula(random)]), ...prose(1, 1)];
    case 'picture':
      return [heading, ...prose(1, 3), picture(language, random), ...prose(1, 3)];
    case 'refrain':
      return refrain(language, random);
    case 'apology':
      return apology(language, random, prose(3, 4));
  }
}

function many<T>(random: Random, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: between(random, least, most) }, make);
}

export function sentence(language: Language, random: Random): string {
  const { who, does, what, when, space, stop } = phrases[language];
  const parts = [pick(random, who), pick(random, does), pick(random, what)];
  const value = random() < 0.45 ? between(random, 2, 99_000) : null;
  const late = pick(random, when);
  const written = value === null ? null : `(${withThousands(value, language)})`;
  return [...parts, ...(written === null ? [] : [written]), late].join(space) + stop;
}

export function paragraph(language: Language, random: Random, least: number, most: number): Block {
  const { space } = phrases[language];
  const said = new Set(many(random, least, most, () => sentence(language, random)));
  return { kind: 'paragraph', text: [...said].join(space) };
}

function headingOf(language: Language, random: Random): string {
  const { what, when, space } = phrases[language];
  return [pick(random, what), pick(random, when)].join(space);
}

function list(language: Language, random: Random): Block {
  return { kind: 'list', items: many(random, 3, 7, () => sentence(language, random)) };
}

function withThousands(value: number, language: Language): string {
  const [thousands] = MARKS[language];
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, thousands);
}

function amount(language: Language, random: Random): string {
  const [, decimal] = MARKS[language];
  const cents = String(between(random, 0, 99)).padStart(2, '0');
  return `${withThousands(between(random, 1, random() < 0.3 ? 9_999 : 300), language)}${decimal}${cents}`;
}

function goodsTable(language: Language, random: Random, rows: number): Block {
  const { goods, columns } = phrases[language];
  const wide = between(random, 4, 6);
  return {
    kind: 'table',
    head: columns.slice(0, wide),
    rows: Array.from({ length: rows }, () => [
      `${pick(random, goods)} ${pick(random, ['M4', 'M6', 'A1', 'XL', 'B2', 'C7'])}`,
      `${pick(random, ['K', 'R', 'T'])}-${between(random, 100, 9_999)}`,
      String(between(random, 1, 60)),
      ...Array.from({ length: wide - 3 }, () => amount(language, random)),
    ]),
  };
}

function sheet(language: Language, random: Random, cell: () => string): Block {
  const wide = between(random, 5, 9);
  return {
    kind: 'table',
    head: ['', ...Array.from({ length: wide }, (_, at) => String(2016 + at))],
    rows: Array.from({ length: between(random, 15, 35) }, () => [
      pick(random, phrases[language].goods),
      ...Array.from({ length: wide }, cell),
    ]),
  };
}

/** One value, or hardly another: zero stock, "n/a", the same fee for everybody. */
function equalCells(language: Language, random: Random): () => string {
  const usual = pick(random, ['0', '0.00', '12.50', '–', 'n/a', amount(language, random)]);
  return () => (random() < 0.04 ? String(between(random, 1, 40)) : usual);
}

function indexBlocks(language: Language, random: Random): Block[] {
  const { goods, what, space } = phrases[language];
  return many(random, 40, 70, () => ({
    kind: 'paragraph' as const,
    text: `${pick(random, goods)}${space}${pick(random, what)}, ${many(random, 1, 4, () => between(random, 1, 400)).join(', ')}`,
  }));
}

function contents(language: Language, random: Random): [string, string][] {
  let page = 1;
  return many(random, 14, 30, () => {
    page += between(random, 1, 14);
    return [headingOf(language, random), String(page)];
  });
}

function formBlocks(language: Language, random: Random): Block[] {
  const { columns, goods } = phrases[language];
  return many(random, 8, 16, () => ({
    kind: 'paragraph' as const,
    text:
      random() < 0.4
        ? `${pick(random, columns)}: ________ ${pick(random, columns)}: ________`
        : `${pick(random, columns)}: ${pick(random, goods)} ${between(random, 1, 9_999)}`,
  }));
}

function formula(random: Random): Block {
  const [a, b] = [between(random, 2, 40), between(random, 2, 9)];
  return pick<Block>(random, [
    {
      kind: 'formula',
      latex: `E = \\frac{m v^{${b}}}{${a}}`,
      printed: ['E', '=', 'm', 'v', `${b}`, `${a}`],
    },
    {
      kind: 'formula',
      latex: `\\sum_{i=1}^{${a}} x_i^{${b}} = \\alpha`,
      printed: [`${a}`, '∑', 'i=1', 'x', `${b}`, 'i', '=', 'α'],
    },
    {
      kind: 'formula',
      latex: `\\int_0^{${b}} \\sin(x)\\,dx \\leq ${a}`,
      printed: ['∫', `${b}`, '0', 'sin(x)', 'dx', '≤', `${a}`],
    },
  ]);
}

function picture(language: Language, random: Random): Block {
  const { goods, space } = phrases[language];
  const words = many(random, 3, 12, () => `${pick(random, goods)} ${between(random, 1, 900)}`);
  return { kind: 'picture', words: words.join(space), about: headingOf(language, random) };
}

/** A song: its page does say the same lines again and again. */
function refrain(language: Language, random: Random): Block[] {
  const again = many(random, 2, 3, () => sentence(language, random));
  const blocks: Block[] = [{ kind: 'heading', text: headingOf(language, random) }];
  for (let verse = between(random, 3, 6); verse > 0; verse -= 1) {
    blocks.push(paragraph(language, random, 1, 2));
    for (let times = between(random, 1, 4); times > 0; times -= 1) {
      blocks.push(...again.map((text) => ({ kind: 'paragraph' as const, text })));
    }
  }
  return blocks;
}

const APOLOGIES: Readonly<Record<Language, readonly string[]>> = {
  en: [
    "I'm sorry, I can't help with the request that you sent us.",
    'I am afraid that I cannot read the document you enclosed.',
    'Unfortunately, I am unable to process this page of your form.',
  ],
  de: [
    'Es tut mir leid, ich kann Ihnen mit dieser Anfrage nicht helfen.',
    'Leider kann ich das Dokument, das Sie beigelegt haben, nicht lesen.',
    'Ich kann diese Seite Ihres Antrags leider nicht verarbeiten.',
  ],
  fr: [
    'Je suis désolée, je ne peux pas vous aider pour cette demande.',
    'Malheureusement, je ne peux pas lire le document que vous avez joint.',
    'Je ne suis pas en mesure de traiter cette page de votre demande.',
  ],
  ru: [
    'Извините, я не могу помочь с вашим запросом.',
    'К сожалению, я не могу прочитать приложенный документ.',
    'Я не могу обработать эту страницу вашего заявления.',
  ],
  zh: [
    '抱歉，我无法处理您的请求。',
    '对不起，我不能读取您附上的文件。',
    '很抱歉，我无法识别这一页内容。',
  ],
  ar: [
    'آسف، لا أستطيع المساعدة في هذا الطلب.',
    'للأسف لا أستطيع قراءة المستند المرفق.',
    'لا يمكنني معالجة هذه الصفحة من طلبك.',
  ],
};

export function apologyOf(language: Language, random: Random): string {
  return pick(random, APOLOGIES[language]);
}

function apology(language: Language, random: Random, prose: readonly Block[]): Block[] {
  return [{ kind: 'paragraph', text: apologyOf(language, random) }, ...prose];
}
