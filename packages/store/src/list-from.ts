/** A script's reply where it is a list; nothing where it is not. */
export function listFrom(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}
