const ORDERS: readonly (readonly [order: RegExp, answer: (found: RegExpExecArray) => string])[] = [
  [/\banswer (?:only )?(?:with )?(?:the word )?([A-Z]{3,})\b/, (found) => found[1] ?? ''],
  [/\b(?:say|answer) that (?:the|this) page is blank\b/i, () => 'The page is blank.'],
  [/\btranslate (?:the|this) page\b/i, () => 'Esta página fue traducida como se ordenó.'],
];

/** What a model answers that obeys a text on the page, as an injection would have it; null without any. */
export function obeyedOrder(read: string): string | null {
  const flat = read.replaceAll(/\s+/g, ' ');
  for (const [order, answer] of ORDERS) {
    const found = order.exec(flat);
    if (found !== null) return answer(found);
  }
  return null;
}
