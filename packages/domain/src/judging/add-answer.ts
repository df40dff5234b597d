import { usd } from '../cost.ts';
import { isGood, type Page, type Verdict } from '../page.ts';

/**
 * Which of two answers that cannot be relied on says more of its page, the better first: half a page is
 * right as far as it goes; data that does not fit may fit in most places; a loop hides what it says.
 */
const WORTH: readonly Verdict[] = [
  'disagrees',
  'truncated',
  'invalid',
  'repeated',
  'empty',
  'refused',
  'filtered',
  'failed',
];
/** Shares of agreement that are closer than this tell nothing apart. */
const AS_GOOD = 0.02;

/**
 * A page with one more answer: the better of the two is the page's, its calls, their usage and their cost
 * are those of both.
 * @param before null for the page's first answer
 */
export function addAnswer(before: Page | null, after: Page): Page {
  if (before === null) return after;
  const micro = [before, after].reduce((sum, page) => sum + Math.round(page.cost_usd * 1e6), 0);
  return {
    ...(isBetter(before, after) ? before : after),
    calls: [...before.calls, ...after.calls],
    usage: {
      input_tokens: before.usage.input_tokens + after.usage.input_tokens,
      output_tokens: before.usage.output_tokens + after.usage.output_tokens,
    },
    cost_usd: usd(micro),
    attempts: Math.max(before.attempts, after.attempts),
  };
}

/**
 * Whether the first of two answers is the better one: what can be relied on before what cannot; then
 * what agrees more with the page's own text, where both were held against it; then by its verdict; and
 * of two cut answers the longer. Of equals the later, which was asked for better.
 */
function isBetter(one: Page, other: Page): boolean {
  if (isGood(one.verdict) || isGood(other.verdict)) return !isGood(other.verdict);
  const [ofOne, ofOther] = [agreement(one), agreement(other)];
  if (ofOne !== null && ofOther !== null && Math.abs(ofOne - ofOther) > AS_GOOD) {
    return ofOne > ofOther;
  }
  const [worthOne, worthOther] = [WORTH.indexOf(one.verdict), WORTH.indexOf(other.verdict)];
  if (worthOne !== worthOther) return worthOne < worthOther;
  return one.verdict === 'truncated' && one.text.length > other.text.length;
}

/** Harmonic mean of recall and precision; null where the answer was held against nothing. */
function agreement({ evidence }: Page): number | null {
  const layer = evidence?.layer;
  if (!layer) return null;
  const sum = layer.recall + layer.precision;
  return sum === 0 ? 0 : (2 * layer.recall * layer.precision) / sum;
}
