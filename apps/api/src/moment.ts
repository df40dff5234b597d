import { z } from 'zod';

/** A day or a time, as milliseconds since 1970. */
export const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'takes a day such as 2026-11-01, or a time such as 2026-11-01T12:00:00Z',
  })
  .transform((text) => Date.parse(text));
