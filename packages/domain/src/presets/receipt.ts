import type { Preset } from './preset.ts';
import { dayOrNull, list, numberOrNull, object, text, textOrNull } from './schema-parts.ts';

export const receipt: Preset = {
  name: 'receipt',
  title: 'Receipt',
  description: 'Shop, date, items, totals and payment of a till receipt.',
  task: 'extract',
  prompt:
    'Read this receipt and fill in its fields. Copy names exactly as printed, abbreviations ' +
    'included. Amounts and quantities are plain numbers with a point for decimals; what is taken ' +
    'off is negative. The date is YYYY-MM-DD. List every item once, in the order printed. ' +
    'Calculate nothing: what is not on the receipt, is unclear or cannot be read is null.',
  schema: object({
    merchant_name: textOrNull(),
    merchant_address: textOrNull('On one line, its parts separated by commas.'),
    receipt_number: textOrNull(),
    date: dayOrNull(),
    time: textOrNull('As printed, such as 14:05.'),
    items: list(
      object({
        description: text(),
        quantity: numberOrNull(),
        unit_price: numberOrNull(),
        total: numberOrNull(),
      }),
    ),
    subtotal: numberOrNull(),
    tax: numberOrNull('The amount, not the rate.'),
    tip: numberOrNull(),
    total: numberOrNull('What was paid.'),
    currency: textOrNull('As an ISO 4217 code, such as EUR.'),
    payment_method: textOrNull('As printed, such as "VISA" or "cash".'),
  }),
};
