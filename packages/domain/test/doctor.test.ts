import { describe, expect, test } from '@jest/globals';
import {
  type DoctorFacts,
  judgeHealth,
  mayGoOn,
  maySpend,
  type ModelFacts,
  type RedisFacts,
  tolerateUnsafeRedis,
} from '../src/index.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const DAY_MS = 86_400_000;

const goodRedis: RedisFacts = {
  version: '7.2.4',
  appendOnly: true,
  appendFsync: 'always',
  lastWriteOk: true,
  maxmemoryPolicy: 'noeviction',
  usedBytes: 100,
  maxBytes: 1_000,
  clockAheadMs: 0,
};
const good: DoctorFacts = {
  nowMs: NOW_MS,
  redis: goodRedis,
  epoch: { kind: 'same' },
  blobsWritable: true,
  model: {
    id: 'claude-haiku-5-5',
    facts: { kind: 'found', lifecycle: 'active', retiresAtMs: null },
  },
};

test('where all is well, nothing but that is said', () => {
  const findings = judgeHealth(good);
  expect(findings.map(({ severity }) => severity)).toEqual(findings.map(() => 'ok'));
  expect(maySpend(findings)).toBe(true);
});

describe('a Redis', () => {
  test.each<[string, Partial<RedisFacts>]>([
    ['redis_aof_off', { appendOnly: false }],
    ['redis_fsync_off', { appendFsync: 'no' }],
    ['redis_log_failing', { lastWriteOk: false }],
    ['redis_evicts', { maxmemoryPolicy: 'allkeys-lru' }],
    ['redis_memory_full', { usedBytes: 901 }],
    ['redis_too_old', { version: '6.0.16' }],
    ['clock_skew', { clockAheadMs: 2_001 }],
    ['clock_skew', { clockAheadMs: -2_001 }],
  ])('with %s is not to be trusted with money: %j', (code, worse) => {
    const findings = judgeHealth({ ...good, redis: { ...goodRedis, ...worse } });
    expect(findings[0]).toMatchObject({
      code,
      severity: 'unsafe',
      mend: expect.stringMatching(/\w/),
    });
    expect(maySpend(findings)).toBe(false);
  });

  test.each<[string, Partial<RedisFacts>]>([
    ['redis_fsync_late', { appendFsync: 'everysec' }],
    ['redis_settings_hidden', { appendFsync: null }],
    ['redis_settings_hidden', { appendOnly: null }],
    ['redis_memory_low', { usedBytes: 760 }],
    ['redis_memory_unbounded', { maxBytes: 0 }],
    ['redis_old', { version: '6.2.14' }],
    ['redis_version_unknown', { version: null }],
  ])('with %s is used under protest: %j', (code, worse) => {
    const findings = judgeHealth({ ...good, redis: { ...goodRedis, ...worse } });
    expect(findings[0]).toMatchObject({
      code,
      severity: 'warning',
      mend: expect.stringMatching(/\w/),
    });
    expect(maySpend(findings)).toBe(true);
  });

  test('that is away, and one of another time or place, holds all spending', () => {
    for (const worse of [
      { redis: null, epoch: null },
      { epoch: { kind: 'emptied' } },
      { epoch: { kind: 'other' } },
      { epoch: { kind: 'rolled-back', lostChecks: 3 } },
      { blobsWritable: false },
    ] as const) {
      expect(maySpend(judgeHealth({ ...good, ...worse }))).toBe(false);
    }
  });

  test('that is away for a while stops nobody who pays already: no call begins without it', () => {
    for (const worse of [{ redis: null, epoch: null }, { blobsWritable: false }] as const) {
      const findings = judgeHealth({ ...good, ...worse });
      expect([maySpend(findings), mayGoOn(findings)]).toEqual([false, true]);
    }
    expect(mayGoOn(judgeHealth({ ...good, epoch: { kind: 'emptied' } }))).toBe(false);
  });

  test('that keeps nothing may be tolerated, one that lost something may not', () => {
    const careless = { ...goodRedis, appendOnly: false, maxmemoryPolicy: 'allkeys-lru' };
    const tolerated = tolerateUnsafeRedis(judgeHealth({ ...good, redis: careless }));
    expect(maySpend(tolerated)).toBe(true);
    expect(tolerated.filter(({ severity }) => severity === 'warning')).toHaveLength(2);
    const emptied = judgeHealth({ ...good, redis: careless, epoch: { kind: 'emptied' } });
    expect(maySpend(tolerateUnsafeRedis(emptied))).toBe(false);
  });
});

describe('a model', () => {
  test.each<[string, string, ModelFacts]>([
    ['broken', 'claude_key_rejected', { kind: 'key-rejected' }],
    ['broken', 'model_unknown', { kind: 'not-found' }],
    ['broken', 'model_retired', { kind: 'found', lifecycle: 'retired', retiresAtMs: null }],
    ['broken', 'model_retired', { kind: 'found', lifecycle: 'active', retiresAtMs: NOW_MS }],
    ['warning', 'claude_unreachable', { kind: 'unknown', detail: 'no line' }],
    ['warning', 'model_deprecated', { kind: 'found', lifecycle: 'deprecated', retiresAtMs: null }],
    [
      'warning',
      'model_retires',
      { kind: 'found', lifecycle: 'active', retiresAtMs: NOW_MS + 41 * DAY_MS },
    ],
  ])('is %s with %s', (severity, code, facts) => {
    expect(judged(facts)).toMatchObject({ severity, code });
  });

  test('that lives for months is fine, and its day is named in the last weeks', () => {
    expect(judgeHealth({ ...good, model: { id: 'm', facts: until(90) } })).toContainEqual(
      expect.objectContaining({ code: 'model', severity: 'ok' }),
    );
    expect(judged(until(8))).toMatchObject({ says: 'm retires on 2026-11-30, in 8 days.' });
  });

  test('that retires is warned of with the name of whoever follows it', () => {
    for (const facts of [
      { ...until(20), successor: 'n' },
      { kind: 'found', lifecycle: 'retired', retiresAtMs: null, successor: 'n' },
    ] as const) {
      expect(judged(facts)).toMatchObject({
        mend: expect.stringMatching(/^Choose n, its successor/),
      });
    }
    expect(judged({ kind: 'not-found', successor: 'n' })).toMatchObject({
      mend: 'Set QUIRE_MODEL to n.',
    });
  });

  test('that only a preset or a document names is warned of with who names it, and said nothing of else', () => {
    const retiring: ModelFacts = {
      kind: 'found',
      lifecycle: 'active',
      retiresAtMs: NOW_MS + 20 * DAY_MS,
      successor: 'n',
    };
    expect(saidOfOther(retiring)).toMatchObject([
      {
        code: 'model_retires',
        severity: 'warning',
        says: expect.stringContaining('named by the preset meter'),
        mend: 'Name n in its place.',
      },
    ]);
    expect(saidOfOther({ kind: 'not-found' })).toMatchObject([
      { code: 'model_unknown', severity: 'warning' },
    ]);
    const silent: ModelFacts[] = [
      until(90),
      { kind: 'key-rejected' },
      { kind: 'unknown', detail: 'x' },
    ];
    for (const facts of silent) {
      expect(saidOfOther(facts)).toEqual([]);
    }
  });

  test('that cannot answer costs nothing, and stops no worker that has others to ask', () => {
    const findings = judgeHealth({ ...good, model: { id: 'm', facts: { kind: 'not-found' } } });
    expect(maySpend(findings)).toBe(true);
  });
});

/** What is said of the model. */
function judged(facts: ModelFacts): unknown {
  return judgeHealth({ ...good, model: { id: 'm', facts } }).find(
    ({ code }) => code.startsWith('model') || code.startsWith('claude_'),
  );
}

function until(days: number): ModelFacts {
  return { kind: 'found', lifecycle: 'active', retiresAtMs: NOW_MS + days * DAY_MS };
}

/** What is said of a model that only a preset names. */
function saidOfOther(facts: ModelFacts): unknown[] {
  const other = { id: 'o', namedBy: 'the preset meter', facts };
  return judgeHealth({ ...good, otherModels: [other] }).filter(({ says }) => /\bo\b/.test(says));
}
