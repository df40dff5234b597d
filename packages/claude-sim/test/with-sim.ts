import { afterEach } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import { startClaudeSim, type ClaudeSim, type SimOptions } from '../src/index.ts';
import { imageBlock, png } from './picture.ts';

const running: ClaudeSim[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sim) => sim.stop()));
});

/** A stand-in that answers at once and is stopped after the test, and the real SDK before it. */
export async function withSim(
  options: Partial<SimOptions> = {},
): Promise<{ sim: ClaudeSim; client: Anthropic }> {
  const sim = await startClaudeSim({
    engine: 'digest',
    latencyMs: 0,
    tokensPerSecond: 0,
    batchS: 0.2,
    ...options,
  });
  running.push(sim);
  const client = new Anthropic({
    apiKey: 'k',
    baseURL: sim.url,
    maxRetries: 0,
    timeout: 20_000,
    logLevel: 'off',
  });
  return { sim, client };
}

/** A page as it is usually sent: a picture, then what is asked of it. */
export function pageRequest(
  more: Partial<MessageCreateParamsNonStreaming> = {},
  picture: Buffer = png(200, 200),
): MessageCreateParamsNonStreaming {
  return {
    model: 'claude-haiku-5-5',
    max_tokens: 4000,
    messages: [
      { role: 'user', content: [imageBlock(picture), { type: 'text', text: 'Transcribe.' }] },
    ],
    ...more,
  };
}

/** The text of an answer, whatever stands before it. */
export function textOf(message: Anthropic.Message): string {
  return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

/** Sends any body at all, as the SDK would; the types of the SDK forbid most of what is wrong. */
export async function post(
  sim: ClaudeSim,
  body: unknown,
  headers: Record<string, string> = {},
  path = '/v1/messages',
): Promise<{ status: number; type: string; message: string; details: unknown; headers: Headers }> {
  const response = await fetch(sim.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer k', 'anthropic-version': '2026-10-21', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  const error: unknown = Reflect.get(Object(parsed), 'error') ?? {};
  const field = (name: string): unknown => Reflect.get(Object(error), name);
  return {
    status: response.status,
    type: String(field('type')),
    message: String(field('message')),
    details: field('details'),
    headers: response.headers,
  };
}
