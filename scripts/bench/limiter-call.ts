import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { world } from './limiter-world.ts';

/** One answer of the stand-in, or its refusal. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly tookMs: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 200 });
/** Four characters a token, 30 % more tokens since 4.7: the stand-in says back what it is told. */
const CHARACTERS_PER_TOKEN = 4 / 1.3;
const LONGEST_ANSWER = 8_000;

/** Tokens of the next answer: log-normal round the world's mean. */
export function drawTokens(sigma: number): number {
  const normal =
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const tokens = world.meanTokens * Math.exp(sigma * normal - sigma ** 2 / 2);
  return Math.max(5, Math.min(LONGEST_ANSWER, Math.round(tokens)));
}

/** Input tokens of a call for so many output tokens: its text, and a few round it. */
export const inputFor = (tokens: number): number => tokens + 8;

/** Calls the stand-in for an answer of so many tokens. */
export async function callStandIn(url: string, tokens: number): Promise<Answered> {
  const startedAt = performance.now();
  const body = JSON.stringify({
    model: world.model,
    max_tokens: 16_000,
    thinking: { type: 'disabled' },
    messages: [{ role: 'user', content: 'x'.repeat(Math.round(tokens * CHARACTERS_PER_TOKEN)) }],
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const sent = request(
    `${url}/v1/messages`,
    {
      agent,
      method: 'POST',
      headers: {
        authorization: 'Bearer sk-bench',
        'anthropic-version': '2026-10-21',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    },
    (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        const used = (name: string): number =>
          Number(new RegExp(`"${name}":(\\d+)`).exec(text)?.[1] ?? 0);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          inputTokens: used('input_tokens'),
          outputTokens: used('output_tokens'),
          tookMs: performance.now() - startedAt,
        });
      });
    },
  );
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/** @returns milliseconds, a second where a refusal does not say */
export function retryAfterMs(headers: IncomingHttpHeaders): number {
  return Number(headers['retry-after'] ?? 1) * 1000;
}
