import type { Preset } from './preset.ts';
import { list, object, oneOf, text, textOrNull } from './schema-parts.ts';

export const uiDiff: Preset = {
  name: 'ui-diff',
  title: 'Interface difference',
  description: 'What differs between pictures of a user interface, place by place.',
  task: 'compare',
  prompt:
    'The images show the same user interface at different times. List every difference between ' +
    'each image and the one before it, from the top left to the bottom right: what was added, ' +
    'removed or moved, and what changed in text, colour, size or state. Quote texts exactly. ' +
    'Differences of a pixel or of compression are none, and neither are clocks and cursors. If ' +
    'nothing differs the list is empty.',
  schema: object({
    differences: list(
      object({
        from_image: { type: 'integer' },
        to_image: { type: 'integer' },
        kind: oneOf('added', 'removed', 'moved', 'text', 'colour', 'size', 'state', 'other'),
        place: text('Where it is, such as "second row of the table, column Status".'),
        before: textOrNull(),
        after: textOrNull(),
        severity: oneOf('broken', 'visible', 'cosmetic'),
      }),
    ),
    summary: text('One sentence.'),
  }),
};
