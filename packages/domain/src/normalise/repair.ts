import { z } from 'zod';

/** Which rule said what a text means (`normaliseText`). */
const rules = ['enum-case', 'number', 'day', 'nothing'] as const;

/** One value of an answer's data that was changed by rule; field names are the wire's. */
export const repairSchema = z.object({
  pointer: z.string().describe('JSON pointer into `data`.'),
  from: z.string().describe('As Claude answered it.'),
  to: z.union([z.string(), z.number(), z.null()]).describe('As it stands in `data`.'),
  rule: z.enum(rules),
});

export type Repair = z.output<typeof repairSchema>;
