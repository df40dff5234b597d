import { z } from 'zod';

/** A whole number between two bounds, both allowed. */
export function integer(min: number, max: number): z.ZodType<number, string | undefined> {
  const sentence = `takes a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, sentence)
    .transform(Number)
    .pipe(z.number(sentence).min(min, sentence).max(max, sentence));
}

/** A comma list; empty when not set. */
export function list(part: RegExp, sentence: string): z.ZodType<string[], string | undefined> {
  return z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .pipe(z.array(z.string().regex(part, sentence)))
    .default([]);
}

/** JSON of a shape. The sentence stands for whatever is wrong inside it. */
export function json<Output>(
  shape: z.ZodType<Output>,
  sentence: string,
): z.ZodType<Output, string | undefined> {
  return z.string().transform((text, context) => {
    const read = shape.safeParse(parsed(text));
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: sentence });
    return z.NEVER;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
