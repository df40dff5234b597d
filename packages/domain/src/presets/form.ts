import type { Preset } from './preset.ts';
import { list, object, oneOf, text, textOrNull } from './schema-parts.ts';

export const form: Preset = {
  name: 'form',
  title: 'Form',
  description: 'Every field of a form on paper or screen: label, value and validation error.',
  task: 'extract',
  prompt:
    'Read this form and list every field, filled in or not, in reading order. Copy labels and ' +
    'values exactly as they stand. A box or switch has the value "checked" or "unchecked"; a group ' +
    'of choices has the label of what is chosen. An error, warning or hint that a value is wrong ' +
    'goes with the field beside which it stands. Text that only explains is no value: the value of ' +
    'a field that is empty, shows a placeholder or cannot be read is null.',
  schema: object({
    title: textOrNull(),
    fields: list(
      object({
        section: textOrNull('The heading the field stands under.'),
        label: text('Empty where the field has none.'),
        kind: oneOf('text', 'checkbox', 'choice', 'date', 'signature', 'other'),
        value: textOrNull(),
        validation_error: textOrNull('As printed beside the field.'),
      }),
    ),
  }),
};
