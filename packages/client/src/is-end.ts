import type { DocumentStatus } from '@quire/domain';

/** Whether a document stays as it is. A status that is added has to be added here to compile. */
export const isEnd: Record<DocumentStatus, boolean> = {
  queued: false,
  splitting: false,
  processing: false,
  aggregating: false,
  completed: true,
  partial: true,
  failed: true,
  cancelled: true,
};
