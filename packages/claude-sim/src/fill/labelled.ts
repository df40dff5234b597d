/** Words a page may use for what a schema calls otherwise. */
const synonyms: readonly (readonly string[])[] = [
  ['total due', 'amount due', 'balance due', 'grand total', 'total amount', 'total'],
  ['invoice number', 'invoice no', 'invoice #', 'invoice id', 'invoice'],
  ['invoice date', 'date of issue', 'issue date', 'issued', 'date'],
  ['due date', 'payment due', 'due'],
  ['tax', 'vat', 'sales tax', 'gst'],
  ['subtotal', 'sub total', 'sub-total', 'net'],
  ['customer', 'bill to', 'billed to', 'client', 'buyer'],
  ['vendor', 'supplier', 'seller', 'from', 'merchant', 'company', 'vendor name'],
  ['purchase order', 'po number', 'po', 'order number'],
  ['number', 'no', '#'],
];

/** `invoiceNumber` and `invoice_number` as a page would write them: `invoice number`. */
export function nameWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
}

/**
 * All that stands after a label that says the name, as in `Invoice number: INV-2041`, best first:
 * labels that begin a column before those in the middle of a line, which OCR makes of two columns.
 */
export function labelled(name: string, lines: readonly string[]): string[] {
  const words = nameWords(name);
  if (words === '') return [];
  const like = synonyms.filter((group) => group.includes(words)).flat();
  const labels = [...new Set([words, ...like])];
  const beginning = labels.flatMap((label) => valuesAfter(label, COLUMN_START, lines));
  // One word in the middle of a line is too often just a word.
  const inside = labels.filter((label) => label.includes(' '));
  return [...beginning, ...inside.flatMap((label) => valuesAfter(label, WORD_START, lines))];
}

const COLUMN_START = String.raw`(?:^|\s{2,}|\|)\s*`;
const WORD_START = String.raw`\b`;

function valuesAfter(label: string, start: string, lines: readonly string[]): string[] {
  // A rate between a label and its amount, as in `VAT 20%: 110.00`, is passed over.
  const pattern = new RegExp(
    `${start}${escaped(label)}(?:\\s*[#.]|\\s+is\\b|\\s+[\\d.]+\\s*%)?\\s*[:=]?\\s*(.+)$`,
    'i',
  );
  return lines.flatMap((line) => {
    const value = pattern.exec(line)?.[1]?.trim() ?? '';
    // `Total` must not answer with the rest of `Totally different`.
    return value !== '' && startsApart(line, label, value) ? [value] : [];
  });
}

function startsApart(line: string, label: string, value: string): boolean {
  const after = line.toLowerCase().indexOf(label) + label.length;
  const between = line.slice(after, line.length - value.length);
  return /[\s:#=.%]/.test(between);
}

function escaped(label: string): string {
  return label.replaceAll(/[$()*+./?[\\\]^{|}#-]/g, '\\$&').replaceAll(' ', '\\s+');
}
