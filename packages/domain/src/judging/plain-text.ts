import { formulaText } from './formula-text.ts';

/** Signs of no meaning, put around what is judged otherwise: see `tokensOf`. */
export const ASIDE_STARTS = '\u{E000}';
export const FORMULA_STARTS = '\u{E001}';
export const PART_ENDS = '\u{E002}';

/** What a reader adds to say what cannot be written out: "[Signature]", "[Figure: a map]". */
const ASIDE =
  /\[(?=\s*(?:image|figure|fig|photo|picture|logo|signature|signed|stamp|seal|chart|graph|diagram|illustration|drawing|sketch|icon|handwrit|illegible|unreadable|unclear|blank|barcode|qr|screenshot|map|watermark|symbol|checkbox|redacted)\b)([^\]\n]{1,400})\]/gi;

/** "Here is the transcription of the page:", said though nobody asked. */
const OPENING =
  /^\s*(?:(?:sure|certainly|of course)\b[^\n]{0,40}?)?(?:here(?:'s|’s| is| are)|below is|the following is)\b[^\n]{0,120}:[*_]*\s*(?=\n)/i;

/** Numbers that Markdown asks for where the page has dots; printed ones are found on the page. */
const LIST_NUMBER = /^([ \t]*)(\d{1,3})(?=[.)][ \t])/gm;

const TAGS =
  /<\/?(?:table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col|br|hr|sup|sub|b|i|u|s|em|strong|p|div|span|center|small|mark|del|ins|code|pre|ul|ol|li|h[1-6]|figure|figcaption|img|input|label|details|summary)\b[^<>]*>/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** `$5 or $10` is money; between the dollars of a formula stands something only formulas have. */
const INLINE_FORMULA = /\$(?!\s)([^$\n]{1,400}?)(?<!\s)\$(?!\d)/g;
const ONLY_IN_FORMULAS = /[\\^_={}]|^[A-Za-z]$/;

/**
 * What Markdown, HTML and LaTeX mark up, without the marks: words, numbers and line ends. Cells are
 * parted by `|`. What the reader added, and what stands in formulas, is marked as such.
 */
export function plainText(markdown: string): string {
  const text = markdown
    .replaceAll(/[\u{E000}-\u{E002}]/gu, ' ')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/<!--([\s\S]*?)-->/g, `${ASIDE_STARTS}$1${PART_ENDS}`)
    .replaceAll(/^[ \t]*(?:```|~~~).*$/gm, '');
  return withoutMarks(withoutFormulas(text));
}

function asFormula(_: string, latex: string): string {
  return `${FORMULA_STARTS}${formulaText(latex)}${PART_ENDS}`;
}

function withoutFormulas(text: string): string {
  if (!/[$\\]/.test(text)) return text;
  return text
    .replaceAll(/\$\$([\s\S]{1,2000}?)\$\$/g, asFormula)
    .replaceAll(/\\\[([\s\S]{1,2000}?)\\\]/g, asFormula)
    .replaceAll(/\\\(([\s\S]{1,400}?)\\\)/g, asFormula)
    .replaceAll(INLINE_FORMULA, (whole: string, latex: string) =>
      ONLY_IN_FORMULAS.test(latex) ? asFormula(whole, latex) : whole,
    );
}

function withoutMarks(text: string): string {
  const opened = text
    .replace(OPENING, ` ${ASIDE_STARTS}$&${PART_ENDS}`)
    .replaceAll(LIST_NUMBER, `$1${ASIDE_STARTS}$2${PART_ENDS}`);
  return withoutSigns(withoutTags(withoutBrackets(opened))).replaceAll(
    /(\p{L})[-\u00AD\u2010]\n[ \t]*(?=\p{Ll})/gu,
    '$1',
  );
}

// Each looks for its sign first: a dozen patterns looked for in vain took longer than the tokens.
function withoutBrackets(text: string): string {
  if (!text.includes('[')) return text;
  return text
    .replaceAll(/!\[([^\]\n]*)\]\([^()\s]*(?:\s[^()]*)?\)/g, `${ASIDE_STARTS}$1${PART_ENDS}`)
    .replaceAll(/\[([^\]\n]+)\]\((?:[^()\s]|\([^()\s]*\))*\)/g, '$1')
    .replaceAll(ASIDE, `${ASIDE_STARTS}$1${PART_ENDS}`)
    .replaceAll(/^([ \t]*[-*+]?[ \t]*)\[[ xX]\]/gm, '$1');
}

function withoutTags(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .replaceAll(/<\/t[dh]>/gi, ' | ')
    .replaceAll(/<\/tr>|<br\s*\/?>/gi, '\n')
    .replaceAll(TAGS, ' ');
}

function withoutSigns(text: string): string {
  if (!/[&\\*`~]/.test(text)) return text;
  return text
    .replaceAll(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,4}));/gi, decodeEntity)
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/\*+|`+|~~/g, '');
}

function decodeEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
