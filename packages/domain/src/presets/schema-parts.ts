type Schema = Record<string, unknown>;

/**
 * The parts that presets' schemas are built of. Structured outputs take at most 24 properties that
 * may be left out and 16 of several types, null included: so every property is required, what may be
 * missing on the page is nullable, and what comes in any number is a list, which may be empty.
 */
export function object(properties: Record<string, Schema>): Schema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** One of the words; the first that fits. */
export function oneOf(...words: string[]): Schema {
  return { type: 'string', enum: words };
}

/** @param description what the name alone does not say */
export function text(description?: string): Schema {
  return described({ type: 'string' }, description);
}

/** Text, or null where it is not on the page. */
export function textOrNull(description?: string): Schema {
  return described({ type: ['string', 'null'] }, description);
}

/** A number, or null where it is not on the page. */
export function numberOrNull(description?: string): Schema {
  return described({ type: ['number', 'null'] }, description);
}

/** A day as YYYY-MM-DD, or null where it is not on the page or not whole. */
export function dayOrNull(description?: string): Schema {
  return described({ type: ['string', 'null'], format: 'date' }, description);
}

function described(schema: Schema, description: string | undefined): Schema {
  return description === undefined ? schema : { ...schema, description };
}
