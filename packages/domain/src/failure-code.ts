import { z } from 'zod';
import { failureCodes } from './failure.ts';

/** The name of a failure, as the outside sees it. */
export const failureCode = z
  .enum(failureCodes)
  .describe('Stable. What each means, and what to do about it: [failures](/docs/failures).');
