import type { Preset } from './preset.ts';
import { dayOrNull, list, numberOrNull, object, textOrNull } from './schema-parts.ts';

export const invoice: Preset = {
  name: 'invoice',
  title: 'Invoice',
  description: 'Vendor, numbers, dates, line items, totals and payment terms of an invoice.',
  task: 'extract',
  prompt:
    'Read this invoice and fill in its fields. Copy names and numbers exactly as printed. Amounts ' +
    'and quantities are plain numbers with a point for decimals and no thousands sign; dates are ' +
    'YYYY-MM-DD. The vendor is who sends the invoice, not who pays it. List every line item once, ' +
    'in the order printed, and none that is not printed. Calculate nothing: what is not on the ' +
    'page, is unclear or cannot be read is null.',
  schema: object({
    vendor_name: textOrNull(),
    vendor_address: textOrNull('On one line, its parts separated by commas.'),
    invoice_number: textOrNull(),
    invoice_date: dayOrNull(),
    due_date: dayOrNull('Only where a date is printed, not reckoned from the terms.'),
    line_items: list(
      object({
        description: textOrNull(),
        quantity: numberOrNull(),
        unit_price: numberOrNull(),
        total: numberOrNull(),
      }),
    ),
    subtotal: numberOrNull('Before tax.'),
    tax: numberOrNull('The amount, not the rate.'),
    total: numberOrNull('What is to be paid, tax included.'),
    currency: textOrNull('As an ISO 4217 code, such as EUR.'),
    payment_terms: textOrNull('As printed, such as "30 days net".'),
  }),
};
