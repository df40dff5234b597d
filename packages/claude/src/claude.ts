import Anthropic from '@anthropic-ai/sdk';
import { classifyError } from './classify-error.ts';
import type { Outcome, SeenLimits } from './outcome.ts';
import { readAnswer } from './read-answer.ts';

/** An answer of 128,000 tokens is below 1 MB; what is longer than this is none. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface ClaudeOptions {
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
  /** From connecting to the body's last byte. */
  readonly deadlineMs: number;
}

/** Claude's Messages API: one call, one outcome. It never throws and never repeats a call. */
export interface Claude {
  /** @param signal lets go of the call; what was sent may be charged, so it ends as ambiguous */
  call(request: Anthropic.MessageCreateParamsNonStreaming, signal: AbortSignal): Promise<Outcome>;
}

export function createClaude({ apiKey, baseUrl, deadlineMs }: ClaudeOptions): Claude {
  const client = new Anthropic({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    // A call that is repeated unseen is paid twice unseen; repeating is decided elsewhere.
    maxRetries: 0,
    logLevel: 'off',
  });
  return {
    async call(request, signal) {
      const deadline = AbortSignal.timeout(deadlineMs);
      const bounded = AbortSignal.any([deadline, signal]);
      try {
        // The SDK's own timeout ends with the headers; ours lasts until the body is read.
        const response = await client.messages
          .create(request, { signal: bounded, timeout: deadlineMs })
          .asResponse();
        return await outcomeOf(response, bounded);
      } catch (error) {
        if (!bounded.aborted) return classifyError(error);
        const detail = deadline.aborted
          ? `no answer in ${deadlineMs} ms`
          : 'the worker let go of it';
        return { kind: 'ambiguous', code: 'claude_timeout', detail, requestId: null };
      }
    },
  };
}

async function outcomeOf(response: Response, signal: AbortSignal): Promise<Outcome> {
  const requestId = response.headers.get('request-id');
  const unreadable = (detail: string): Outcome => ({
    kind: 'ambiguous',
    code: 'claude_answer_unreadable',
    detail,
    requestId,
  });
  const body = await readBody(response, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  if (body === null) return unreadable('the body broke off or was too long');
  const answer = readAnswer(body, requestId);
  if (answer === null) return unreadable('the body is not a message');
  return { kind: 'accepted', answer, limits: limitsFrom(response.headers) };
}

/** Reads a body to its end, or until the signal says to let go: fetch's own signal covers only headers. */
async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return '';
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const letGo = (): void => {
    reader.cancel(signal.reason).catch(() => undefined);
  };
  signal.addEventListener('abort', letGo, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes += piece.value.length;
      if (bytes > MAX_ANSWER_BYTES) throw new RangeError('the answer is too long');
      chunks.push(piece.value);
    }
    signal.throwIfAborted();
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    signal.removeEventListener('abort', letGo);
    reader.cancel().catch(() => undefined);
  }
}

function limitsFrom(headers: Headers): SeenLimits {
  const limit = (kind: string): number | undefined => {
    const value = Number(headers.get(`anthropic-ratelimit-${kind}-limit`) ?? Number.NaN);
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  return { rpm: limit('requests'), itpm: limit('input-tokens'), otpm: limit('output-tokens') };
}
