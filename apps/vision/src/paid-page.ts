import {
  callTokens,
  type Page,
  pageSchema,
  parseJson,
  type Whole,
  wholeSchema,
} from '@quire/domain';
import type { PageEnding } from '@quire/store';
import { z } from 'zod';

/** A paid page as it lies in the spool. */
const paidPage = z.object({
  v: z.literal(1),
  documentId: z.string(),
  page: z.union([wholeSchema, pageSchema]),
  ending: z.object({
    window: z.int(),
    aggregateJob: z.string(),
    fence: z.int().nullable(),
    call: z
      .object({
        attempt: z.int(),
        usage: callTokens,
        costMicroUsd: z.int(),
        requestId: z.string().nullable(),
        code: z.string().nullable(),
        settlement: z.string(),
      })
      .nullable(),
  }),
});

export interface PaidPage {
  readonly documentId: string;
  readonly page: Page | Whole;
  readonly ending: PageEnding;
}

/** The door from the spool. @returns null for what no version of this wrote */
export function readPaidPage(text: string): PaidPage | null {
  const read = paidPage.safeParse(parseJson(text));
  return read.success ? read.data : null;
}
