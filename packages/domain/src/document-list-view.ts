import { z } from 'zod';
import { documentView } from './document-view.ts';

/** Documents as they are listed. */
export const documentListView = z.object({
  data: z.array(documentView).describe('Newest first.'),
  next_cursor: z
    .string()
    .nullable()
    .describe('Sent as `cursor`, it goes on from here; null at the end of the list.'),
});

export type DocumentListView = z.output<typeof documentListView>;
