import type { Verdict } from '../../../packages/domain/src/index.ts';
import { answerPage } from './answer-page.ts';
import type { Language } from './phrases.ts';
import { between, pick, type Random, type SetPage } from './set-page.ts';
import { apologyOf, paragraph, sentence } from './write-page.ts';

/** In which ways an answer is spoiled, and the verdict that is right then. */
export const spoilings = {
  cut: 'truncated',
  'looped word': 'repeated',
  'looped line': 'repeated',
  'looped paragraph': 'repeated',
  blanked: 'empty',
  neighbour: 'disagrees',
  invented: 'disagrees',
  'invented at picture': 'disagrees',
  digits: 'disagrees',
  'dropped row': 'disagrees',
  refusal: 'refused',
  'wrong language': 'disagrees',
} as const satisfies Record<string, Verdict>;
export type Spoiling = keyof typeof spoilings;

export function isSpoiling(name: string): name is Spoiling {
  return Object.hasOwn(spoilings, name);
}

export interface ToSpoil {
  readonly page: SetPage;
  /** Another page of the same kind. */
  readonly neighbour: SetPage;
  /** The same page in another language. */
  readonly translated: SetPage;
}

/** A spoiled answer; null where this page cannot be spoiled so: no table has no row to drop. */
export function spoilAnswer(
  how: Spoiling,
  { page, neighbour, translated }: ToSpoil,
  random: Random,
): string | null {
  const pieces = answerPage(page, random);
  const text = pieces.join('\n\n');
  const { language } = page;
  switch (how) {
    case 'cut': {
      const signs = Array.from(text);
      return signs.slice(0, Math.floor(signs.length * (0.3 + random() * 0.65))).join('');
    }
    case 'looped word':
      return looped(text, wordOf(text, random), ' ', between(random, 20, 300), random);
    case 'looped line':
      return looped(text, sentence(language, random), '\n', between(random, 5, 60), random);
    case 'looped paragraph':
      return loopedParagraph(pieces, language, random);
    case 'blanked':
      return pick(random, [
        '',
        ' \n',
        '```\n```',
        '[Blank page]',
        'This page is blank.',
        'The image contains no visible text.',
      ]);
    case 'neighbour':
      return answerPage(neighbour, random).join('\n\n');
    case 'invented':
      return insertedBeside(pieces, page, writtenParagraph(language, random), random);
    case 'invented at picture': {
      const picture = pictureIn(pieces, page);
      if (picture === -1) return null;
      return pieces.toSpliced(picture, 0, writtenParagraph(language, random)).join('\n\n');
    }
    case 'digits':
      return changedDigits(pieces, page, random);
    case 'dropped row':
      return droppedRow(page, random);
    case 'refusal':
      return refusal(page, random);
    case 'wrong language':
      return answerPage(translated, random).join('\n\n');
  }
}

function wordOf(text: string, random: Random): string {
  return pick(random, text.match(/\p{L}{2,}/gu) ?? ['the']);
}

/** Goes on as if nothing had been, or never finds back. */
function looped(
  text: string,
  again: string,
  between_: string,
  times: number,
  random: Random,
): string {
  const places = Array.from(text.matchAll(/(?<=[\s。])(?=\S)/g), ({ index }) => index);
  const at = places[Math.floor((0.2 + random() * 0.75) * places.length)] ?? text.length;
  const loop = between_ + `${again}${between_}`.repeat(times);
  return text.slice(0, at) + loop + (random() < 0.5 ? text.slice(at) : '');
}

function loopedParagraph(pieces: readonly string[], language: Language, random: Random): string {
  const times = between(random, 3, 12);
  const own = pieces.filter((one) => one.length > 120 && !/^[|<#$]/.test(one));
  const again = own.length > 0 ? pick(random, own) : writtenParagraph(language, random);
  return inserted(pieces, Array.from({ length: times }, () => again).join('\n\n'), random);
}

function writtenParagraph(language: Language, random: Random): string {
  const written = paragraph(language, random, 3, 5);
  return written.kind === 'paragraph' ? written.text : '';
}

function inserted(pieces: readonly string[], piece: string, random: Random): string {
  const at = between(random, 1, pieces.length);
  return [...pieces.slice(0, at), piece, ...pieces.slice(at)].join('\n\n');
}

/** Anywhere but where a picture lies: nobody knows what is written in it. */
function insertedBeside(
  pieces: readonly string[],
  page: SetPage,
  piece: string,
  random: Random,
): string {
  const picture = pictureIn(pieces, page);
  const places = pieces.map((_, at) => at + 1).filter((at) => at !== picture);
  return pieces.toSpliced(pick(random, places), 0, piece).join('\n\n');
}

function pictureIn(pieces: readonly string[], { blocks }: SetPage): number {
  const picture = blocks.find((one) => one.kind === 'picture');
  if (picture?.kind !== 'picture') return -1;
  // A letter or two of its caption may be misread.
  const end = picture.about.slice(-6);
  return pieces.findLastIndex(
    (one) => one.endsWith(end) || one.startsWith(picture.words.slice(0, 6)),
  );
}

/** One to three numbers of the body get another digit: what costs most, and shows least. */
function changedDigits(pieces: readonly string[], page: SetPage, random: Random): string | null {
  let text = pieces.join('\n\n');
  const numbers = (): number[] =>
    Array.from(
      text.matchAll(/(?<![\d.,\u00A0\u202F^{])\d[\d.,]*\d(?![\d.,]*[^\S\n]*(?:\.\s|\n*$))/g),
      ({ index }) => index,
    );
  const first = numbers().filter((at) => !isMargin(text, at, page));
  if (first.length === 0) return null;
  for (let times = between(random, 1, 3); times > 0; times -= 1) {
    const at = pick(random, first) + (random() < 0.5 ? 0 : 1);
    const digit = text[at] ?? '';
    if (!/\d/.test(digit)) continue;
    text =
      text.slice(0, at) + String((Number(digit) + between(random, 1, 8)) % 10) + text.slice(at + 1);
  }
  return text === pieces.join('\n\n') ? null : text;
}

/** Numbers of headers and footers, and of formulas and pictures, are nobody's figures. */
function isMargin(text: string, at: number, page: SetPage): boolean {
  const line = text.slice(
    text.lastIndexOf('\n', at) + 1,
    text.indexOf('\n', at) === -1 ? undefined : text.indexOf('\n', at),
  );
  if (line.includes('$') || line.includes('\\')) return true;
  const isHeader = page.header !== null && line === page.header.replaceAll("'", '’');
  return (
    isHeader ||
    line === page.header ||
    line === page.footer ||
    page.blocks.some((one) => one.kind === 'picture' && line.includes(one.words.slice(0, 10)))
  );
}

function droppedRow(page: SetPage, random: Random): string | null {
  const table = page.blocks.find((one) => one.kind === 'table' && one.rows.length >= 4);
  if (table?.kind !== 'table') return null;
  // The last row is left alone: without it the answer is cut short, which is another verdict.
  const at = between(random, 1, table.rows.length - 2);
  const dropped = { ...table, rows: table.rows.filter((_, row) => row !== at) };
  const blocks = page.blocks.map((one) => (one === table ? dropped : one));
  return answerPage({ ...page, blocks }, random).join('\n\n');
}

function refusal({ kind, language }: SetPage, random: Random): string {
  const english = [
    "I'm sorry, but I can't assist with transcribing this image.",
    'I apologize, but I am not able to transcribe this document because it appears to contain copyrighted material.',
    "I can't help with that request. If you have another page, I would be glad to help.",
    "I'm unable to read the text in this image. Could you provide a clearer picture?",
    'I cannot reproduce the content of this page. It may contain private information about real people.',
  ];
  // The very words of a letter that apologises are a cut letter.
  return random() < 0.6 || kind === 'apology' ? pick(random, english) : apologyOf(language, random);
}
