/** A document's way, in order; the last four are the ends (contract, "HTTP"). */
export const documentStatuses = [
  'queued',
  'splitting',
  'processing',
  'aggregating',
  'completed',
  'partial',
  'failed',
  'cancelled',
] as const;

export type DocumentStatus = (typeof documentStatuses)[number];

/** The statuses a document never leaves by itself. */
export const endStatuses = ['completed', 'partial', 'failed', 'cancelled'] as const;

export type EndStatus = (typeof endStatuses)[number];

export function hasEnded(status: DocumentStatus): status is EndStatus {
  return endStatuses.some((end) => end === status);
}
