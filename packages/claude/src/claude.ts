import Anthropic from '@anthropic-ai/sdk';
import type { ModelFacts } from '@quire/domain';
import { type MessageBatches, openBatches } from './batches/open-batches.ts';
import { callClaude } from './call-claude.ts';
import {
  createPromptCounter,
  type PromptCount,
  type PromptToCount,
  type SharedCounts,
} from './count-prompt.ts';
import { lookUpModel } from './look-up-model.ts';
import { openConnections } from './open-connections.ts';
import type { Outcome } from './outcome.ts';
import { openPost } from './post-message.ts';

/** Besides the calls in flight: one that counts a prompt, one that looks up a model. */
const SPARE_CONNECTIONS = 2;
/** Of their own, for they take minutes: one that sends or reads a batch, one that asks for the list. */
const BATCH_CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 10_000;

export interface ClaudeOptions {
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
  /** From connecting to the body's last byte. */
  readonly deadlineMs: number;
  /** Most calls in flight at once: so many connections are opened, and a few more. @default 32 */
  readonly concurrency?: number;
  /** Name resolution, connect and TLS handshake together. @default 10000 */
  readonly connectTimeoutMs?: number;
  /** Where counts of prompts are shared with other processes. */
  readonly sharedCounts?: SharedCounts;
}

/** Claude's API: one call, one outcome. But for batches nothing here throws, and no call is ever repeated. */
export interface Claude {
  /** @param signal lets go of the call; what was sent may be charged, so it ends as ambiguous */
  call(request: Anthropic.MessageCreateParamsNonStreaming, signal: AbortSignal): Promise<Outcome>;
  /** Tokens of a prompt without its pictures, whose tokens are known by their size. Free. */
  countPrompt(prompt: PromptToCount): Promise<PromptCount>;
  /** Whether the key is accepted and the model alive. Free. */
  lookUpModel(id: string): Promise<ModelFacts>;
  readonly batches: MessageBatches;
  close(): Promise<void>;
}

export function createClaude(options: ClaudeOptions): Claude {
  const { apiKey, baseUrl, deadlineMs, sharedCounts } = options;
  const { concurrency = 32, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const open = (most: number) => openConnections({ baseUrl, connections: most, connectTimeoutMs });
  const connections = open(concurrency + SPARE_CONNECTIONS);
  const forBatches = open(BATCH_CONNECTIONS);
  const client = new Anthropic({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    fetch: connections.fetch,
    // A call that is repeated unseen is paid twice unseen; repeating is decided elsewhere.
    maxRetries: 0,
    logLevel: 'off',
  });
  const post = openPost(client, connections, deadlineMs);
  const countPrompt = createPromptCounter(client, sharedCounts);
  return {
    call: (request, signal) => callClaude(post, request, deadlineMs, signal),
    countPrompt: (prompt) => countPrompt(prompt),
    lookUpModel: (id) => lookUpModel(client, id),
    batches: openBatches(client, forBatches),
    close: async () => {
      await Promise.all([connections.close(), forBatches.close()]);
    },
  };
}
