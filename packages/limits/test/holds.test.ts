import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Limiter, Trouble } from '../src/index.ts';
import {
  type Bench,
  GROUP,
  granted,
  need,
  openBench,
  refused,
  released,
  used,
} from './bench-limiter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const limited: Trouble = {
  group: GROUP,
  code: 'claude_rate_limited',
  detail: '429',
  kind: 'pause',
  retryAfterMs: 20_000,
};
const down: Trouble = { ...limited, code: 'claude_overloaded', kind: 'down', retryAfterMs: null };
const halt: Trouble = { ...limited, code: 'claude_spend_limit', kind: 'halt', retryAfterMs: null };

/** A call whose end nobody knows. */
const doubt = (callId: string): Trouble => ({
  ...limited,
  code: 'claude_server_error',
  kind: 'doubt',
  retryAfterMs: null,
  callId,
});

/** How many of so many callers are let in now. */
async function letIn(limiter: Limiter, callers: number): Promise<ReturnType<typeof granted>[]> {
  const answers = [];
  for (let left = callers; left > 0; left -= 1) answers.push(await limiter.reserve(need));
  return answers.filter((answer) => 'waitMs' in answer);
}

describe('calls that ended in doubt', () => {
  test('hold up everybody with the third in a row, whichever processes sent them', async () => {
    const [one, two] = [bench.limiter(), bench.limiter({}, 'two')];
    expect(await one.hold(doubt('a'))).toBe(0);
    expect(await two.hold(doubt('b'))).toBe(0);
    expect(await one.holds()).toEqual([]);
    expect(await two.hold(doubt('c'))).toBe(2_000);
    expect(await one.holds()).toMatchObject([{ code: 'claude_server_error', isHalt: false }]);
    // What the probe meets is the same outage, and waited for longer.
    bench.pass(2_001);
    const [probe] = await letIn(one, 2);
    expect(await one.hold(doubt(probe?.id ?? ''))).toBe(4_000);
  });

  test('are forgotten with an answer, and each counts once however often it is told of', async () => {
    const limiter = bench.limiter();
    for (const id of ['a', 'b', 'b', 'b']) expect(await limiter.hold(doubt(id))).toBe(0);
    const call = granted(await limiter.reserve(need));
    await bench.limiter({}, 'two').settle(used(call));
    for (const id of ['c', 'd']) expect(await limiter.hold(doubt(id))).toBe(0);
    await limiter.resume();
    for (const id of ['e', 'f']) expect(await limiter.hold(doubt(id))).toBe(0);
    expect(await limiter.hold(doubt('g'))).toBeGreaterThan(0);
  });
});

describe('a pause', () => {
  test('lets no call start for anybody, says why and for how long, and ends by itself', async () => {
    const limiter = bench.limiter();
    expect(await limiter.hold(limited)).toBe(20_000);
    const refusal = refused(await bench.limiter({}, 'two').reserve(need));
    expect(refusal).toMatchObject({ code: 'claude_rate_limited', detail: '429' });
    // Not all at the same moment.
    expect(refusal.retryInMs).toBeGreaterThanOrEqual(20_000);
    expect(refusal.retryInMs).toBeLessThanOrEqual(22_001);
    expect(await limiter.holds()).toEqual([
      {
        group: GROUP,
        code: 'claude_rate_limited',
        detail: '429',
        isHalt: false,
        isProbed: false,
        sinceMs: bench.nowMs(),
        untilMs: bench.nowMs() + 20_000,
        forMs: 20_000,
      },
    ]);
    bench.pass(20_000);
    granted(await limiter.reserve(need));
    expect(await limiter.holds()).toEqual([]);
  });

  test('that is longer stands, whichever came first, and another group goes on', async () => {
    const limiter = bench.limiter();
    await limiter.hold(limited);
    expect(await limiter.hold({ ...limited, retryAfterMs: 1_000 })).toBe(20_000);
    expect(await limiter.hold({ ...limited, retryAfterMs: 40_000 })).toBe(40_000);
    granted(await limiter.reserve({ ...need, group: 'another' }));
  });

  test('is never longer than five minutes, for limits are lifted by hand', async () => {
    expect(await bench.limiter().hold({ ...limited, retryAfterMs: 3_600_000 })).toBe(300_000);
  });

  test('is followed by a slow start, after a ramp limit a slower one', async () => {
    const afterPause = await startedAfter({ ...limited, retryAfterMs: 30_000 });
    expect(afterPause).toBeLessThan(300);
    expect(await startedAfter({ ...limited, kind: 'ramp', retryAfterMs: 30_000 })).toBeLessThan(
      afterPause,
    );
  });
});

describe('while the provider is down', () => {
  test('one call at a time asks how it is, ever more seldom, to one each thirty seconds', async () => {
    const limiter = bench.limiter();
    const probes: number[] = [];
    await limiter.hold(down);
    for (let s = 0; s < 200; s += 1) {
      for (const probe of await letIn(limiter, 5)) {
        probes.push(s);
        await limiter.settle(released(probe));
        await limiter.hold(down);
      }
      bench.pass(1_000);
    }
    const gaps = probes.map((s, at) => s - (probes[at - 1] ?? 0));
    expect(gaps.slice(0, 4)).toEqual([2, 4, 8, 16]);
    expect(new Set(gaps.slice(4))).toEqual(new Set([30]));
  });

  test('a probe’s answer lets two in, and each answer one more', async () => {
    const limiter = bench.limiter();
    await limiter.hold(down);
    bench.pass(2_000);
    const [probe, ...others] = await letIn(limiter, 5);
    expect(others).toEqual([]);
    if (probe) await limiter.settle(used(probe));
    expect(await limiter.holds()).toEqual([]);
    const second = await letIn(limiter, 9);
    expect(second).toHaveLength(2);
    for (const one of second) await limiter.settle(used(one));
    // Those who stood in line have gone.
    bench.pass(5_000);
    expect(await letIn(limiter, 9)).toHaveLength(4);
  });

  test('a probe that dies is followed by another', async () => {
    const limiter = bench.limiter();
    await limiter.hold(down);
    bench.pass(2_000);
    expect(await letIn(limiter, 5)).toHaveLength(1);
    await limiter.freeLeasesOf('one');
    expect(await letIn(limiter, 5)).toEqual([]);
    bench.pass(30_000);
    expect(await letIn(limiter, 5)).toHaveLength(1);
  });
});

describe('a halt', () => {
  test('of a thousand pages that meet a spend cap costs one refusal, then seldom ones', async () => {
    const limiters = Array.from({ length: 4 }, (_, at) => bench.limiter({}, `p${at}`));
    const refusedAtS: number[] = [];
    const ask = async (limiter: Limiter, s: number): Promise<void> => {
      for (let worker = 0; worker < 4; worker += 1) {
        const answer = await limiter.reserve(need);
        if (!('waitMs' in answer)) continue;
        refusedAtS.push(s);
        await limiter.settle(released(answer));
        await limiter.hold(halt);
      }
    };
    for (let s = 0; s < 3_600; s += 20) {
      for (const limiter of limiters) await ask(limiter, s);
      bench.pass(20_000);
    }
    // Five minutes, ten, twenty, then half an hour.
    expect(refusedAtS).toEqual([0, 300, 900, 2_100]);
    expect(await limiters[0]?.holds()).toMatchObject([
      { code: 'claude_spend_limit', isHalt: true },
    ]);
  });

  test('is not shortened by a pause, nor ended by an answer that was under way', async () => {
    const limiter = bench.limiter();
    const running = granted(await limiter.reserve(need));
    await limiter.hold(halt);
    await limiter.hold(limited);
    await limiter.settle(used(running));
    expect(await limiter.holds()).toMatchObject([{ code: 'claude_spend_limit', isHalt: true }]);
    expect(refused(await limiter.reserve(need)).code).toBe('claude_spend_limit');
  });

  test('ends by command, in every group, and by a probe that is answered', async () => {
    const limiter = bench.limiter();
    await limiter.hold(halt);
    await limiter.hold({ ...halt, group: 'another' });
    expect(await limiter.holds()).toHaveLength(2);
    await limiter.resume();
    expect(await limiter.holds()).toEqual([]);
    expect(await letIn(limiter, 5)).toHaveLength(1);
    bench.pass(400_000);
    await limiter.hold(halt);
    bench.pass(300_000);
    const [probe] = await letIn(limiter, 5);
    if (probe) await limiter.settle(used(probe));
    expect(await limiter.holds()).toEqual([]);
  });

  test('is known at once to whoever met it, and to nobody else, until a probe is due', async () => {
    const [one, other] = [bench.limiter(), bench.limiter({}, 'two')];
    expect(await one.knownHold(GROUP)).toBeNull();
    await one.hold(halt);
    expect(await one.knownHold(GROUP)).toMatchObject({ code: 'claude_spend_limit' });
    expect(await one.knownHold('another')).toBeNull();
    expect(await other.knownHold(GROUP)).toBeNull();
    refused(await other.reserve(need));
    expect(await other.knownHold(GROUP)).toMatchObject({ forMs: 300_000 });
    bench.pass(300_000);
    expect(await one.knownHold(GROUP)).toBeNull();
    granted(await one.reserve(need));
    // The probe is under way: the others wait for its answer.
    expect(await other.knownHold(GROUP)).toMatchObject({ forMs: 300_000 });
    await one.resume();
    expect(await other.knownHold(GROUP)).toBeNull();
  });

  test('is none where nothing was ever held', async () => {
    await bench.limiter().resume();
    expect(await bench.limiter().holds()).toEqual([]);
  });
});

/** Calls that start in the moment in which a pause of half a minute ends. */
async function startedAfter(trouble: Trouble): Promise<number> {
  await bench.clear();
  const limiter = bench.limiter({ rpm: 60_000 });
  await limiter.settle(used(granted(await limiter.reserve(need))));
  bench.pass(50_000);
  const running = granted(await limiter.reserve(need));
  await limiter.hold(trouble);
  bench.pass(30_000);
  const started = await letIn(limiter, 600);
  await limiter.settle(released(running));
  return started.filter(({ waitMs }) => waitMs === 0).length;
}
