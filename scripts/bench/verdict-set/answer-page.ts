import { between, type Block, pick, type Random, type SetPage } from './set-page.ts';

/** How one honest reader writes Markdown; readers differ, and none is wrong. */
interface Style {
  readonly heading: (text: string) => string;
  readonly bullet: string;
  readonly table: 'pipes' | 'tight pipes' | 'html' | 'plain';
  readonly keepsHeader: boolean;
  readonly keepsFooter: boolean;
  readonly isBold: boolean;
  readonly quotes: 'straight' | 'curly';
  readonly figures: 'told' | 'copied' | 'left out';
  readonly wrapsAt: number | null;
  readonly slips: number;
  readonly opening: string;
}

function styleOf(random: Random): Style {
  return {
    heading: pick(random, [
      (text: string) => `# ${text}`,
      (text: string) => `## ${text}`,
      (text: string) => `**${text}**`,
      (text: string) => text.toUpperCase(),
    ]),
    bullet: pick(random, ['- ', '* ', '• ', '1. ']),
    table: pick(random, ['pipes', 'pipes', 'tight pipes', 'html', 'plain']),
    keepsHeader: random() < 0.6,
    keepsFooter: random() < 0.5,
    isBold: random() < 0.4,
    quotes: pick(random, ['straight', 'curly']),
    figures: pick(random, ['told', 'copied', 'left out']),
    wrapsAt: random() < 0.2 ? between(random, 50, 90) : null,
    slips: random() < 0.3 ? between(random, 1, 2) : 0,
    opening:
      random() < 0.04
        ? pick(random, ['Here is the transcription of the page:', '```markdown'])
        : '',
  };
}

/** What an honest reader answers for a page: its pieces, to be spoiled or joined by `\n\n`. */
export function answerPage(page: SetPage, random: Random): string[] {
  const style = styleOf(random);
  const pieces = page.blocks
    .map((block) => writeBlock(block, style, random))
    .filter((one) => one !== '');
  if (page.header !== null && style.keepsHeader) pieces.unshift(page.header);
  if (page.footer !== null && style.keepsFooter) pieces.push(page.footer);
  const read = misread(pieces, style.slips, random).map((one) =>
    style.quotes === 'curly' ? one.replaceAll(/(?<=\p{L})'/gu, '’') : one,
  );
  if (style.opening !== '') read.unshift(style.opening);
  return style.opening.startsWith('```') ? [...read, '```'] : read;
}

function writeBlock(block: Block, style: Style, random: Random): string {
  switch (block.kind) {
    case 'heading':
      return style.heading(block.text);
    case 'paragraph':
      return wrapped(style.isBold ? emboldened(block.text, random) : block.text, style.wrapsAt);
    case 'list':
      return block.items
        .map((item, at) => `${style.bullet === '1. ' ? `${at + 1}. ` : style.bullet}${item}`)
        .join('\n');
    case 'table':
      return writeTable(block, style);
    case 'leaders':
      return block.entries
        .map(([title, number]) =>
          style.table === 'plain' ? `- ${title} ........ ${number}` : `| ${title} | ${number} |`,
        )
        .join('\n');
    case 'formula':
      return random() < 0.5 ? `$$\n${block.latex}\n$$` : `$${block.latex}$`;
    case 'picture':
      if (style.figures === 'told') return `[Figure: ${block.about}]\n\n${block.about}`;
      return style.figures === 'copied' ? `${block.words}\n\n${block.about}` : block.about;
  }
}

function writeTable({ head, rows }: Extract<Block, { kind: 'table' }>, { table }: Style): string {
  const all = head === null ? rows : [head, ...rows];
  if (table === 'plain') return all.map((cells) => cells.join('   ')).join('\n');
  if (table === 'html') {
    const body = all.map((cells) => `<tr>${cells.map((one) => `<td>${one}</td>`).join('')}</tr>`);
    return `<table>\n${body.join('\n')}\n</table>`;
  }
  const space = table === 'pipes' ? ' ' : '';
  const lines = all.map((cells) => `|${cells.map((one) => `${space}${one}${space}`).join('|')}|`);
  const rule = `|${(all[0] ?? []).map(() => (space === '' ? '---' : ' :--- ')).join('|')}|`;
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

function emboldened(text: string, random: Random): string {
  return text
    .split(' ')
    .map((word) =>
      random() < 0.05 ? pick(random, [`**${word}**`, `*${word}*`, `_${word}_`]) : word,
    )
    .join(' ');
}

function wrapped(text: string, at: number | null): string {
  if (at === null) return text;
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > at) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

const LIKE: Readonly<Record<string, string>> = {
  e: 'c',
  c: 'e',
  l: 'i',
  i: 'l',
  n: 'u',
  u: 'n',
  a: 'o',
  o: 'a',
  т: 'г',
  и: 'н',
  港: '巷',
  的: '旳',
};

/** Letters that look alike are taken for one another, once or twice a page; digits are not. */
function misread(pieces: readonly string[], slips: number, random: Random): string[] {
  const read = [...pieces];
  for (let slip = 0; slip < slips; slip += 1) {
    const at = Math.floor(random() * read.length);
    const piece = read[at] ?? '';
    if (/[<\\$]/.test(piece)) continue;
    const places = Array.from(
      piece.matchAll(/(?<=\p{L}{2})[ecliunaoти港的](?=\p{L}{2})/gu),
      ({ index }) => index,
    );
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined) continue;
    read[at] = piece.slice(0, place) + (LIKE[piece[place] ?? ''] ?? '') + piece.slice(place + 1);
  }
  return read;
}
