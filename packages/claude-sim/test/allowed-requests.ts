import { png } from './picture.ts';
import { user, text, say, image, schema, many, tools, pdf, onePage } from './request-parts.ts';

/** What stands right beside the rules above, and is allowed. */
export const allowed: [string, object][] = [
  ['a plain request', {}],
  ['a turn of each', { messages: [...say(), { role: 'assistant', content: 'a' }, ...say()] }],
  [
    'a prefilled answer of 4.5',
    { model: 'claude-haiku-4-5', messages: [...say(), { role: 'assistant', content: '{' }] },
  ],
  [
    'no thinking at high effort',
    { thinking: { type: 'disabled' }, output_config: { effort: 'high' } },
  ],
  [
    'between_tools on Sonnet 5.5',
    { model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } },
  ],
  ['a forced tool on Haiku 5.5', { tools, tool_choice: { type: 'any' } }],
  [
    'an image that must not be downsized and need not be',
    { messages: [user(image(png(1000, 1000), { transformations: { oversized_image: 'error' } }))] },
  ],
  ['24 optional properties', schema(many(24, { type: 'string' }), { required: [] })],
  ['16 nullable properties', schema(many(16, { type: ['string', 'null'] }))],
  ['a PDF of a page', { messages: [user(pdf(onePage), text('Read it.'))] }],
  ['zero tokens to warm the cache', { max_tokens: 0 }],
];
