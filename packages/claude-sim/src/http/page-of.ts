import { invalidRequest } from '../api/invalid-request.ts';

/** Items on a page where the caller names no number, and the most it may name. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

export interface Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

/** One page of a list, by `limit`, `after_id` and `before_id`. */
export function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  query: Readonly<Record<string, unknown>>,
): Page<T> {
  const limit = Number(query['limit'] ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalidRequest(`limit: Input should be between 1 and ${MAX_LIMIT}`);
  }
  const { after_id: after, before_id: before } = query;
  const at = (id: unknown): number => all.findIndex((candidate) => candidate.id === id);
  const start = after === undefined ? 0 : at(after) + 1;
  const end = before === undefined ? all.length : Math.max(0, at(before));
  // Going backwards the page is the last one before the id, not the first of the list.
  const from = before === undefined ? start : Math.max(start, end - limit);
  const data = all.slice(from, Math.min(end, from + limit));
  const hasMore = before === undefined ? from + limit < end : from > start;
  return {
    data,
    has_more: hasMore,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}
