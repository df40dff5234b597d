/** A detail is one line on somebody's dashboard, and stands in every page's record. */
const MAX_CHARACTERS = 300;

/**
 * What somebody else wrote, as one printable line: a gateway's HTML page without its tags, its style
 * and its scripts; no line breaks, no control characters, 300 characters at most.
 */
export function plainDetail(text: string): string {
  const plain = text
    // So long a page says nothing more; what follows stays cheap whatever it is.
    .slice(0, 20_000)
    .replaceAll(/<(?:style|script)\b[^>]{0,500}>.*?<\/(?:style|script)>/gis, ' ')
    .replaceAll(/<[!/?a-z][^<>]{0,2000}>/gi, ' ')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return Array.from(plain).slice(0, MAX_CHARACTERS).join('');
}
