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
  /** Whether the page is to be asked about again. */
  isDraft: z.boolean().default(false),
  page: z.union([wholeSchema, pageSchema]),
  ending: z.object({
    window: z.int(),
    aggregateJob: z.string(),
    fence: z.int().nullable(),
    base: z.int().default(0),
    call: z
      .object({
        attempt: z.int(),
        usage: callTokens,
        costMicroUsd: z.int(),
        requestId: z.string().nullable(),
        code: z.string().nullable(),
        settlement: z.string(),
        class: z.enum(['accepted', 'free']).optional(),
      })
      .nullable(),
  }),
});

export interface PaidPage {
  readonly documentId: string;
  readonly isDraft: boolean;
  readonly page: Page | Whole;
  readonly ending: PageEnding;
}

/** The door from the spool. @returns null for what no version of this wrote */
export function readPaidPage(text: string): PaidPage | null {
  const read = paidPage.safeParse(parseJson(text));
  return read.success ? read.data : null;
}
