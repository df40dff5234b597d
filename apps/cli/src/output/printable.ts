/**
 * What a terminal obeys instead of showing: control characters (an escape sequence can retitle the
 * window, or type for the user) and marks that turn the direction of text around, so that
 * `fdp.exe` reads as `exe.pdf`.
 */
const OBEYED = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text as one line that a terminal can only show. */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, visible);
}

/** The same for many lines: line ends and tabs stay. */
export function printableText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(OBEYED, (sign) => (sign === '\n' || sign === '\t' ? sign : visible(sign)));
}

/** As JSON would write it: `\u001b`. */
export function visible(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
