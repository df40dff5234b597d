import { z } from 'zod';
import { failureCode } from './failure-code.ts';

/** A failure as it is answered: problem details (RFC 9457). */
export const problemView = z.object({
  type: z.string().describe('The address of what is written about this failure.'),
  title: z.string().describe('What happened, and what to do about it.'),
  status: z.int(),
  detail: z.string().describe('What it is about this time.'),
  code: failureCode,
  instance: z.string().describe('The path that was asked for.'),
  request_id: z.string().describe('As in the header `x-request-id`; the log has it too.'),
  errors: z
    .array(
      z.object({
        pointer: z.string().describe('JSON pointer into the body, the options or the query.'),
        detail: z.string(),
      }),
    )
    .optional()
    .describe('All that is wrong with what was sent.'),
});

export type ProblemView = z.output<typeof problemView>;
