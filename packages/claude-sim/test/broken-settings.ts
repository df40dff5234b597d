import { user, text, schema, many, tools, pdf, onePage } from './request-parts.ts';

/** The same for thinking, tools, schemas and the cache. */
export const brokenSettings: [string, object, RegExp][] = [
  [
    'thinking with a budget',
    { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4000 },
    /^thinking\.enabled\.budget_tokens: /,
  ],
  [
    'no thinking at the highest effort',
    { thinking: { type: 'disabled' }, output_config: { effort: 'max' } },
    /'disabled' is not supported .* 'max'/,
  ],
  [
    'no thinking on Sonnet 5.5',
    { model: 'claude-sonnet-5-5', thinking: { type: 'disabled' } },
    /'disabled' is not supported/,
  ],
  [
    'between_tools on Haiku 5.5',
    { thinking: { type: 'between_tools' } },
    /'between_tools' is not supported/,
  ],
  [
    'between_tools at xhigh',
    {
      model: 'claude-sonnet-5-5',
      thinking: { type: 'between_tools' },
      output_config: { effort: 'xhigh' },
    },
    /'xhigh'/,
  ],
  [
    'no thinking on Opus 5.5',
    { model: 'claude-opus-5-5', thinking: { type: 'disabled' } },
    /'disabled' is not supported/,
  ],
  [
    'adaptive thinking on Haiku 4.5',
    { model: 'claude-haiku-4-5', thinking: { type: 'adaptive' } },
    /'adaptive' is not supported/,
  ],
  [
    'a budget larger than the answer',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 2000 } },
    /must be greater than `thinking.budget_tokens`/,
  ],
  [
    'an effort nobody knows',
    { output_config: { effort: 'extreme' } },
    /^output_config\.effort: Input should be/,
  ],
  [
    'effort on a model without',
    { model: 'claude-haiku-4-5', output_config: { effort: 'low' } },
    /does not support the effort parameter/,
  ],
  [
    'a forced tool on Sonnet 5.5',
    { model: 'claude-sonnet-5-5', tools, tool_choice: { type: 'any' } },
    /forced tool use/,
  ],
  [
    'a forced tool on Opus 5.5',
    { model: 'claude-opus-5-5', tools, tool_choice: { type: 'tool', name: 'save' } },
    /forced tool use/,
  ],
  ['a choice among no tools', { tool_choice: { type: 'auto' } }, /while providing tools/],
  [
    'a tool that is not there',
    { tools, tool_choice: { type: 'tool', name: 'load' } },
    /Tool 'load' not found/,
  ],
  ['two tools of one name', { tools: [...tools, ...tools] }, /must be unique/],
  [
    'an open object',
    schema({}, { additionalProperties: true }),
    /'additionalProperties' must be explicitly set to false/,
  ],
  [
    'a minimum',
    schema({ n: { type: 'integer', minimum: 1 } }),
    /property 'minimum' is not supported/,
  ],
  [
    'a maxLength',
    schema({ s: { type: 'string', maxLength: 9 } }),
    /property 'maxLength' is not supported/,
  ],
  [
    'minItems beyond 1',
    schema({ a: { type: 'array', items: { type: 'string' }, minItems: 2 } }),
    /'minItems' values other than 0 or 1/,
  ],
  [
    'maxItems',
    schema({ a: { type: 'array', items: { type: 'string' }, maxItems: 2 } }),
    /property 'maxItems' is not supported/,
  ],
  [
    'a format nobody knows',
    schema({ s: { type: 'string', format: 'isbn' } }),
    /format "isbn" is not supported/,
  ],
  [
    'lookahead in a pattern',
    schema({ s: { type: 'string', pattern: '^(?=a)' } }),
    /pattern .* is not supported/,
  ],
  ['recursion', schema({ child: { $ref: '#' } }), /Circular reference/],
  [
    'recursion by way of a definition',
    schema(
      { a: { $ref: '#/$defs/a' } },
      { $defs: { a: { type: 'array', items: { $ref: '#/$defs/a' } } } },
    ),
    /Circular reference/,
  ],
  [
    'a reference to elsewhere',
    schema({ a: { $ref: 'https://example.com/a' } }),
    /External '\$ref'/,
  ],
  [
    '25 optional properties',
    schema(many(25, { type: 'string' }), { required: [] }),
    /too many optional parameters \(25\)/,
  ],
  ['17 nullable properties', schema(many(17, { type: ['string', 'null'] })), /union types \(17/],
  [
    'citations with a format',
    {
      ...schema({ s: { type: 'string' } }),
      messages: [user({ ...pdf(onePage), citations: { enabled: true } })],
    },
    /citations/,
  ],
  [
    'five breakpoints',
    {
      system: Array.from({ length: 5 }, () => ({
        ...text('a'),
        cache_control: { type: 'ephemeral' },
      })),
    },
    /maximum of 4 blocks with cache_control/,
  ],
  [
    'an hour after five minutes',
    {
      system: [
        { ...text('a'), cache_control: { type: 'ephemeral' } },
        { ...text('b'), cache_control: { type: 'ephemeral', ttl: '1h' } },
      ],
    },
    /must not come after/,
  ],
];
