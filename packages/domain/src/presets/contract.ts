import type { Preset } from './preset.ts';
import { dayOrNull, list, numberOrNull, object, text, textOrNull } from './schema-parts.ts';

export const contract: Preset = {
  name: 'contract',
  title: 'Contract',
  description: 'Parties, dates, clauses, amounts and signatures of a page of a contract.',
  task: 'extract',
  prompt:
    'Read this page of a contract and fill in what stands on it. Quote exactly: clauses in their ' +
    'own words, never in yours. Dates are YYYY-MM-DD; amounts are plain numbers with a point for ' +
    'decimals. A signature counts where one is written, not where a line waits for one. This may be ' +
    'one page of many: what is not on it, or cannot be read, is null or an empty list. Give no advice.',
  schema: object({
    title: textOrNull(),
    effective_date: dayOrNull(),
    end_date: dayOrNull(),
    governing_law: textOrNull(),
    parties: list(
      object({
        name: text(),
        role: textOrNull('As the contract calls it, such as "Lessee".'),
        address: textOrNull(),
      }),
    ),
    clauses: list(
      object({
        number: textOrNull(),
        heading: textOrNull(),
        quote: text('The whole clause as printed on this page.'),
      }),
    ),
    amounts: list(
      object({
        what_for: text(),
        amount: numberOrNull(),
        currency: textOrNull('As an ISO 4217 code, such as EUR.'),
      }),
    ),
    signatures: list(
      object({
        name: textOrNull(),
        is_signed: { type: 'boolean' },
        date: dayOrNull(),
      }),
    ),
  }),
};
