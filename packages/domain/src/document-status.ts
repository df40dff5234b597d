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
export type EndStatus = 'completed' | 'partial' | 'failed' | 'cancelled';

export function hasEnded(status: DocumentStatus): status is EndStatus {
  return ['completed', 'partial', 'failed', 'cancelled'].includes(status);
}
