import { hash } from 'node:crypto';
import type { CheckedRequest } from '../request/checked-request.ts';
import type { InputPart } from './count-input.ts';

/** How far before a breakpoint an earlier entry is still found, in blocks. */
const LOOK_BACK = 20;
const TTL_MS = { '5m': 300_000, '1h': 3_600_000 } as const;

export interface CacheUse {
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
  /** The prefixes this request will have left behind once its answer begins. */
  readonly writes: readonly { readonly key: string; readonly ttlMs: number }[];
}

/** Prefix → when it lapses. An entry lives from the moment an answer begins. */
export type PromptCache = Map<string, number>;

const none: CacheUse = { read: 0, write5m: 0, write1h: 0, writes: [] };

/** A prompt, and whose it is: nobody reads what another workspace wrote. */
interface CachedPrompt {
  readonly request: CheckedRequest;
  readonly parts: readonly InputPart[];
  readonly workspace: string;
}

/** What the cache does for a prompt. Nothing is written here; see `remember`. */
export function useCache(cache: PromptCache, prompt: CachedPrompt, nowMs: number): CacheUse {
  const { request, parts } = prompt;
  if (parts.every(({ ttl }) => ttl === undefined)) return none;
  const prefixes = prefixesOf(prompt);
  let read = 0;
  for (const [index, prefix] of prefixes.entries()) {
    if (prefix.ttl === undefined) continue;
    for (let at = index; at >= Math.max(0, index - LOOK_BACK + 1); at--) {
      const earlier = prefixes[at];
      if (earlier === undefined || (cache.get(earlier.key) ?? 0) <= nowMs) continue;
      read = Math.max(read, earlier.tokens);
      break;
    }
  }
  const marked = prefixes.filter(
    ({ ttl, tokens }) => ttl !== undefined && tokens >= request.model.cacheMinTokens,
  );
  const upTo = (ttl: '5m' | '1h'): number => marked.findLast((p) => p.ttl === ttl)?.tokens ?? 0;
  const write1h = Math.max(0, upTo('1h') - read);
  const write5m = Math.max(0, upTo('5m') - Math.max(read, upTo('1h')));
  const writes = marked.map(({ key, ttl }) => ({ key, ttlMs: TTL_MS[ttl ?? '5m'] }));
  return { read, write5m, write1h, writes };
}

/** Writes and refreshes entries, from the moment the answer begins; drops those that lapsed. */
export function remember(cache: PromptCache, use: CacheUse, nowMs: number): void {
  for (const { key, ttlMs } of use.writes) {
    cache.delete(key);
    cache.set(key, nowMs + ttlMs);
  }
  for (const [key, lapsesAtMs] of cache) {
    if (lapsesAtMs > nowMs) break; // oldest first; an hour-long entry may shelter a few lapsed ones
    cache.delete(key);
  }
}

/** Each prefix by the hash of all before it: workspace, model, thinking and effort are part of every one. */
function prefixesOf({
  request,
  parts,
  workspace,
}: CachedPrompt): { key: string; tokens: number; ttl: InputPart['ttl'] }[] {
  const { model, thinking, effort } = request;
  let key = `${workspace} ${model.id} ${thinking} ${effort}`;
  let tokens = 0;
  return parts.map((part) => {
    key = hash('sha256', `${key}\n${part.key}`);
    tokens += part.tokens;
    return { key, tokens, ttl: part.ttl };
  });
}
