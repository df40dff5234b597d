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

/** A guess at what `countPrompt` would say, for whoever has no key. */
export function guessPromptTokens({ model, prompt, parts }: PromptToCount): number {
  return estimateTokens(JSON.stringify(promptRequest(model, prompt, parts)));
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

  return ({ model, prompt, parts }) => {
    const body = promptRequest(model, prompt, parts);
    const text = JSON.stringify(body);
    const key = createHash('sha256').update(text).digest('hex');
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
}
