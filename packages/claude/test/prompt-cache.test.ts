import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import { limitedInputTokens, pagePrompt, type TokenUsage } from '@quire/domain';
import {
  callCostMicroUsd,
  type Claude,
  createClaude,
  findModel,
  isCacheable,
  pageRequest,
  sharedTokens,
} from '../src/index.ts';
import { picture } from './a-request.ts';

const model = findModel('claude-haiku-5-5');
const longContext = 'The archive of the harbour, box by box. '.repeat(60);
const long = pagePrompt({ context: longContext });
const page = { model, pictures: [picture], prompt: long, maxTokens: 1_000, caches: true };
const never = new AbortController().signal;

let nowMs = Date.parse('2026-11-22T12:00:00Z');
let sim: ClaudeSim;
let claude: Claude;

beforeEach(async () => {
  sim = await startClaudeSim({
    engine: 'digest',
    latencyMs: 0,
    tokensPerSecond: 0,
    now: () => nowMs,
  });
  claude = createClaude({ apiKey: 'sk-test', baseUrl: sim.url, deadlineMs: 30_000 });
});

afterEach(async () => {
  await claude.close();
  await sim.stop();
});

async function usageOf(request: ReturnType<typeof pageRequest>): Promise<TokenUsage> {
  const outcome = await claude.call(request, never);
  if (outcome.kind !== 'accepted' || outcome.answer.usage === null) {
    throw new Error(JSON.stringify(outcome));
  }
  return outcome.answer.usage;
}

describe('what the pages of a document are asked in common', () => {
  test('is marked where it is long enough for the model, and for no built-in transcription', () => {
    expect(isCacheable(model, long)).toBe(true);
    expect(isCacheable(findModel('claude-haiku-4-5'), long)).toBe(false);
    for (const preset of ['markdown', 'text', 'handwriting']) {
      expect(isCacheable(model, pagePrompt({ preset }))).toBe(false);
    }
  });

  test('stands before the picture with one breakpoint, and the picture never is before one', () => {
    const { system, messages } = pageRequest(page);
    expect(system).toEqual([
      { type: 'text', text: longContext },
      { type: 'text', text: long.instruction, cache_control: { type: 'ephemeral' } },
    ]);
    expect(JSON.stringify(messages)).not.toMatch(/cache_control/);
    expect(JSON.stringify(messages)).not.toContain(longContext);
    expect(pageRequest({ ...page, caches: false })).not.toHaveProperty('system');
  });

  test('is written by the first page and read by the next, and both cost what the bill says', async () => {
    const first = await usageOf(pageRequest(page));
    const next = await usageOf(pageRequest(page));
    expect(first.cacheWrite5mTokens).toBeGreaterThan(model.cacheMinTokens);
    expect(next).toMatchObject({
      cacheReadTokens: first.cacheWrite5mTokens,
      cacheWrite5mTokens: 0,
      inputTokens: first.inputTokens,
    });
    expect(callCostMicroUsd(model, first) + callCostMicroUsd(model, next)).toBe(
      sim.audit().bill.micro_usd,
    );
    // What is read does not count towards the limit; what is written does.
    expect(limitedInputTokens(first)).toBe(first.inputTokens + first.cacheWrite5mTokens);
    expect(limitedInputTokens(next)).toBe(next.inputTokens);
    expect(Math.abs(sharedTokens(long) - first.cacheWrite5mTokens)).toBeLessThan(30);
  });

  test('is gone after five minutes, and for another schema, model or effort', async () => {
    await usageOf(pageRequest(page));
    const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };
    for (const other of [
      { ...page, prompt: { ...long, schema } },
      { ...page, model: findModel('claude-sonnet-5-5') },
      { ...page, prompt: { ...long, context: `${longContext}!` } },
    ]) {
      expect((await usageOf(pageRequest(other))).cacheReadTokens).toBe(0);
    }
    nowMs += 299_000;
    expect((await usageOf(pageRequest(page))).cacheReadTokens).toBeGreaterThan(0);
    nowMs += 301_000;
    expect((await usageOf(pageRequest(page))).cacheReadTokens).toBe(0);
  });

  test('is counted as it is billed, wherever it stands', async () => {
    const counted = await claude.countPrompt({ model, prompt: long, parts: 1, caches: true });
    const used = await usageOf(pageRequest(page));
    const pictureTokens = 4;
    expect(counted).toEqual({
      tokens: used.inputTokens + used.cacheWrite5mTokens - pictureTokens,
      isExact: true,
    });
  });

  test('is read by nobody of another workspace', async () => {
    await usageOf(pageRequest(page));
    const other = createClaude({ apiKey: 'sk-other', baseUrl: sim.url, deadlineMs: 30_000 });
    const outcome = await other.call(pageRequest(page), never);
    expect(outcome).toMatchObject({ answer: { usage: { cacheReadTokens: 0 } } });
    await other.close();
  });
});

describe('lines of a page’s own', () => {
  test('are counted without a call for each page, and rather too high', async () => {
    const listing = `<lines>\n${'1 港口管理局每年发布一份报告\n'.repeat(20)}</lines>`;
    const bare = { model, prompt: pagePrompt({}), parts: 1 };
    const before = sim.audit().requests.length;
    const { tokens } = await claude.countPrompt(bare);
    const listed = await claude.countPrompt({ ...bare, prompt: { ...bare.prompt, listing } });
    expect(listed.isExact).toBe(false);
    expect(listed.tokens - tokens).toBeGreaterThan(20 * 13);
    expect(sim.audit().requests.length - before).toBe(1);
  });
});
