import { type EventCursor, formatCursor } from '@quire/domain';

/** One event as it goes over the line. JSON has no line breaks, so its data is one line. */
export function eventFrame(event: 'document' | 'page', told: EventCursor, json: string): string {
  return `id: ${formatCursor(told)}\nevent: ${event}\ndata: ${json}\n\n`;
}
