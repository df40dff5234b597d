import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { PagePrompt } from '@quire/domain';
import type { Model } from './models.ts';
import { promptRequest } from './page-request.ts';

/** Everything of a page's request but its pictures. */
export interface PromptToCount {
  readonly model: Model;
  readonly prompt: PagePrompt;
  /** Into how many pictures the page is cut: several are labelled, and the labels cost tokens. */
  readonly parts: number;
  /** As in `PageRequest`. @default false */
  readonly caches?: boolean;
}

export interface PromptCount {
  readonly tokens: number;
  /** False for a guess from the length of the text, because the API did not count. */
  readonly isExact: boolean;
}

/** Where counts are kept for other processes too. What it throws is ignored: it only saves time. */
export interface SharedCounts {
  get(key: string): Promise<number | null>;
  put(key: string, tokens: number): Promise<void>;
}

/** Prompts kept in memory; a document has one or two. */
const MOST_KEPT = 1_000;
/** A page waits this long for a count, and no longer: a guess does as well for a while. */
const COUNT_WITHIN_MS = 5_000;
/** How long a guess stands before the API is asked again. */
const GUESS_STANDS_MS = 60_000;
/** Four characters a token, and 30 % more tokens on models since 4.7 (models page). */
const TOKENS_PER_CHARACTER = 1.3 / 4;

/** A guess at the tokens of a text, for where nothing better is known. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length * TOKENS_PER_CHARACTER);
}

/**
 * A guess at the tokens that all pages of a document have in common, which the prompt cache may keep:
 * what is said of the document, the question, and the schema.
 */
export function sharedTokens({ context = '', instruction, schema }: PagePrompt): number {
  return estimateTokens(`${context}${instruction}${schema ? JSON.stringify(schema) : ''}`);
}

/**
 * Whether the prompt cache keeps what a document's pages have in common. Guessed too long, nothing
 * happens and nothing is lost.
 */
export function isCacheable(model: Model, prompt: PagePrompt): boolean {
  return sharedTokens(prompt) >= model.cacheMinTokens;
}

/** A guess at what `countPrompt` would say, for whoever has no key. */
export function guessPromptTokens({ model, prompt, parts, caches }: PromptToCount): number {
  const body = promptRequest(model, withoutListing(prompt), parts, caches ?? false);
  return estimateTokens(JSON.stringify(body)) + listingTokens(prompt);
}

/** Each page has lines of its own: counting them would be a call for each page. */
function withoutListing({ context, instruction, schema }: PagePrompt): PagePrompt {
  return { context, instruction, schema };
}

/** By bytes, for scripts without spaces have a token a sign, of three bytes. */
function listingTokens({ listing = '' }: PagePrompt): number {
  return Math.ceil(Buffer.byteLength(listing) * TOKENS_PER_CHARACTER);
}

/** What is counted, as JSON, and the hash of that. */
interface NamedBody {
  readonly body: Anthropic.MessageCountTokensParams;
  readonly text: string;
  readonly key: string;
}

/** All pages of a document have one prompt: it is hashed once, schema and all. */
const named = new WeakMap<PagePrompt, Map<string, NamedBody>>();

function nameBody({ model, prompt, parts, caches = false }: PromptToCount): NamedBody {
  const ofPrompt = named.get(prompt) ?? new Map<string, NamedBody>();
  named.set(prompt, ofPrompt);
  const way = `${model.id} ${parts} ${caches}`;
  const found = ofPrompt.get(way);
  if (found !== undefined) return found;
  const body = promptRequest(model, withoutListing(prompt), parts, caches);
  const text = JSON.stringify(body);
  const one = { body, text, key: createHash('sha256').update(text).digest('hex') };
  ofPrompt.set(way, one);
  return one;
}

/**
 * Counts prompts by `count_tokens`, which is free and has a limit of its own: each prompt once for
 * each model, however many pages ask at the same time.
 */
export function createPromptCounter(
  client: Anthropic,
  shared?: SharedCounts,
): (prompt: PromptToCount) => Promise<PromptCount> {
  const kept = new Map<
    string,
    { readonly count: Promise<PromptCount>; guessedAtMs: number | null }
  >();

  const ask = async (
    body: Anthropic.MessageCountTokensParams,
    key: string,
  ): Promise<PromptCount> => {
    const known = await shared?.get(key).catch(() => null);
    if (typeof known === 'number') return { tokens: known, isExact: true };
    const { input_tokens: tokens } = await client.messages.countTokens(body, {
      signal: AbortSignal.timeout(COUNT_WITHIN_MS),
      timeout: COUNT_WITHIN_MS,
    });
    await shared?.put(key, tokens).catch(() => undefined);
    return { tokens, isExact: true };
  };

  const countBody = ({ body, text, key }: NamedBody): Promise<PromptCount> => {
    const found = kept.get(key);
    const guessedAtMs = found?.guessedAtMs ?? Number.POSITIVE_INFINITY;
    if (found && performance.now() - guessedAtMs <= GUESS_STANDS_MS) return found.count;
    const entry: { count: Promise<PromptCount>; guessedAtMs: number | null } = {
      guessedAtMs: null,
      count: ask(body, key).catch(() => {
        entry.guessedAtMs = performance.now();
        return { tokens: estimateTokens(text), isExact: false };
      }),
    };
    // Set anew, it is the youngest; the oldest makes room.
    kept.delete(key);
    kept.set(key, entry);
    const oldest = kept.keys().next();
    if (kept.size > MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
    return entry.count;
  };

  return async ({ model, prompt, parts, caches = false }) => {
    const { tokens, isExact } = await countBody(nameBody({ model, prompt, parts, caches }));
    const listed = listingTokens(prompt);
    return { tokens: tokens + listed, isExact: isExact && listed === 0 };
  };
}
