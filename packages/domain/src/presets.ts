const nullable = (type: string): Record<string, unknown> => ({ type: [type, 'null'] });

/** An object of which every field is required: what may be missing on the page is nullable instead. */
function object(properties: Record<string, unknown>): Record<string, unknown> {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

export const presetNames = ['markdown', 'text', 'invoice'] as const;
export type PresetName = (typeof presetNames)[number];

/** Named ways to ask, each a task with its words and, where data is wanted, its schema. */
export const presets = {
  markdown: { task: 'transcribe', prompt: undefined },
  text: {
    task: 'transcribe',
    prompt:
      'Transcribe every word of this page as plain text, in reading order, without any markup. ' +
      'Keep numbers, names and punctuation exactly. Answer with the text alone.',
  },
  invoice: {
    task: 'extract',
    prompt:
      'Read this invoice. Copy names, numbers and amounts exactly as printed; amounts as plain ' +
      'numbers, dates as YYYY-MM-DD. What is not on the page, or cannot be read, is null.',
    schema: object({
      vendor_name: nullable('string'),
      invoice_number: nullable('string'),
      invoice_date: nullable('string'),
      due_date: nullable('string'),
      line_items: {
        type: 'array',
        items: object({
          description: nullable('string'),
          quantity: nullable('number'),
          unit_price: nullable('number'),
          total: nullable('number'),
        }),
      },
      subtotal: nullable('number'),
      tax: nullable('number'),
      total: nullable('number'),
      currency: nullable('string'),
    }),
  },
} as const satisfies Record<
  PresetName,
  {
    task: 'transcribe' | 'extract' | 'ask';
    prompt: string | undefined;
    schema?: Record<string, unknown>;
  }
>;
