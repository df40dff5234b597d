import type { Preset } from './preset.ts';
import { list, object, oneOf, text, textOrNull } from './schema-parts.ts';

export const productPhoto: Preset = {
  name: 'product-photo',
  title: 'Product photo',
  description: 'Category, subcategory, colour and condition of the product in a photo.',
  task: 'extract',
  prompt:
    'Look at the main product in this photo and fill in the fields asked for. Say only what can be ' +
    'seen: a brand or model only where it is written on the product or its packaging, a material ' +
    'only where it is plain. Category and subcategory are common words of trade, in the singular ' +
    'and in lower case, such as "chair" and "office chair". Colours begin with the largest area. What cannot be seen is ' +
    'null, "unclear" or an empty list.',
  schema: object({
    category: text(),
    subcategory: textOrNull(),
    colour: text('The main one, a plain word such as "dark blue".'),
    other_colours: list(text()),
    material: textOrNull(),
    brand: textOrNull(),
    condition: oneOf('new', 'like new', 'used', 'worn', 'damaged', 'unclear'),
    defects: list(text('What can be seen, such as "scratch on the lid".')),
    visible_text: list(text('As written on the product or its packaging.')),
  }),
};
