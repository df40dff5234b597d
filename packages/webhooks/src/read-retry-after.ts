/**
 * How long an answer asks to wait: `Retry-After` in seconds, or as a date (RFC 9110).
 * @returns milliseconds; null where it asks for nothing, or for what has passed
 */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isSafeInteger(waitMs) && waitMs > 0 ? waitMs : null;
}
