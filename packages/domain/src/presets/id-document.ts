import type { Preset } from './preset.ts';
import { dayOrNull, list, object, oneOf, text, textOrNull } from './schema-parts.ts';

export const idDocument: Preset = {
  name: 'id-document',
  title: 'Identity document',
  description: 'What is printed on a passport, an identity card or a driving licence.',
  task: 'extract',
  prompt:
    'Copy what is printed on this identity document into the fields asked for, exactly as printed, ' +
    'in the script it is printed in. Dates are YYYY-MM-DD. Copy the lines of the machine-readable ' +
    'zone sign by sign, with their "<" signs. Read only what is printed: say nothing of the ' +
    'photograph, and judge neither the person nor whether the document is genuine. What is not on ' +
    'this side, or cannot be read, is null.',
  schema: object({
    kind: oneOf('passport', 'identity-card', 'driving-licence', 'residence-permit', 'other'),
    issuing_country: textOrNull(),
    issuing_authority: textOrNull(),
    document_number: textOrNull(),
    surname: textOrNull(),
    given_names: textOrNull(),
    date_of_birth: dayOrNull(),
    place_of_birth: textOrNull(),
    sex: textOrNull('The letter printed.'),
    nationality: textOrNull(),
    address: textOrNull('On one line, its parts separated by commas.'),
    issue_date: dayOrNull(),
    expiry_date: dayOrNull(),
    machine_readable_lines: list(text()),
  }),
};
