import type { JsonSchema } from '../schema/json-schema.ts';
import { type DayOrder, readDay } from './read-day.ts';
import { type DecimalSign, readNumber } from './read-number.ts';
import { wantsDay, wantsNumber } from './wants.ts';

/** How a document writes what can be written in two ways; undefined where it does not tell. */
export interface Habits {
  readonly decimalSign: DecimalSign | undefined;
  readonly dayOrder: DayOrder | undefined;
}

/**
 * What the texts that can be read in one way only tell about the others: beside "1.234,56" a
 * "1.250" is twelve hundred and fifty. Texts that tell both tell nothing.
 */
export function habitsIn(
  texts: readonly { readonly text: string; readonly alternatives: readonly JsonSchema[] }[],
): Habits {
  const signs = new Set<DecimalSign>();
  const orders = new Set<DayOrder>();
  for (const { text, alternatives } of texts) {
    const sign = wantsNumber(alternatives) ? readNumber(text)?.tells : undefined;
    const order = wantsDay(alternatives) ? readDay(text)?.tells : undefined;
    if (sign) signs.add(sign);
    if (order) orders.add(order);
  }
  const [decimalSign] = signs;
  const [dayOrder] = orders;
  return {
    decimalSign: signs.size === 1 ? decimalSign : undefined,
    dayOrder: orders.size === 1 ? dayOrder : undefined,
  };
}
