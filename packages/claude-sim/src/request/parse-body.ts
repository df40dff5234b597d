import type { z } from 'zod';
import { invalidRequest } from '../api/invalid-request.ts';
import { explainIssue } from './explain-issue.ts';

/** The only door from an unknown body to a typed one. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw invalidRequest(first === undefined ? 'Invalid request' : explainIssue(first, body));
}
