import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ApiError } from '../src/api/api-error.ts';
import { GroupLimiter } from '../src/limits/group-limiter.ts';

const limits = { rpm: 600, itpm: 60_000, otpm: 6000 };
const options = { burstS: 2, rampFloorItpm: undefined };

function isAdmitted(limiter: GroupLimiter, input: number, nowMs: number): boolean {
  try {
    limiter.admit(input, nowMs);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

describe('a group', () => {
  test('never lets in more requests or input than bursts and rates allow', () => {
    const calls = fc.array(fc.record({ afterMs: fc.nat(2000), input: fc.nat(2000) }));
    fc.assert(
      fc.property(calls, (list) => {
        const limiter = new GroupLimiter('any', limits, options, 0);
        let now = 0;
        let requests = 0;
        let input = 0;
        for (const call of list) {
          now += call.afterMs;
          if (!isAdmitted(limiter, call.input, now)) continue;
          requests += 1;
          input += call.input;
          expect(requests).toBeLessThanOrEqual(20 + now / 100 + 1e-6);
          expect(input).toBeLessThanOrEqual(2000 + now + 1e-6);
        }
      }),
    );
  });

  test('draws output while it is produced, and nothing before', () => {
    const limiter = new GroupLimiter('any', limits, options, 0);
    const left = (nowMs: number): number => 6000 - limiter.report(nowMs).output.deficit;
    limiter.produce({ fromMs: 1000, tokens: 3000, thinkingTokens: 0, tokensPerSecond: 300 });
    expect(left(1000)).toBe(6000);
    expect(left(2000)).toBe(5800); // 300 drawn, 100 refilled
    expect(left(3000)).toBe(5600);
    expect(isAdmitted(limiter, 0, 3000)).toBe(false); // the burst of 200 is used up
    expect(left(11_000)).toBe(4000);
    expect(left(31_000)).toBe(6000);
  });

  test('a refused call takes nothing', () => {
    const limiter = new GroupLimiter('any', limits, options, 0);
    expect(isAdmitted(limiter, 1500, 0)).toBe(true);
    expect(isAdmitted(limiter, 1500, 0)).toBe(false);
    expect(limiter.report(0)).toMatchObject({ requests: { deficit: 1 }, input: { deficit: 1500 } });
  });

  test('counts what was let in, what was refused, and what answers drew', () => {
    const limiter = new GroupLimiter('any', limits, options, 0);
    isAdmitted(limiter, 1500, 0);
    isAdmitted(limiter, 1500, 0);
    limiter.produce({ fromMs: 0, tokens: 300, thinkingTokens: 0, tokensPerSecond: 100 });
    expect(limiter.report(2_000)).toMatchObject({ admitted: 1, refused: 1, drawn: 200 });
    expect(limiter.report(60_000)).toMatchObject({ drawn: 300 });
  });
});
