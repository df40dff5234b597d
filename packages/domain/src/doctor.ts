import { finding, type Finding, ok, type Severity } from './doctor-finding.ts';
import { judgeModel, judgeOther, type ModelFacts, type NamedModel } from './doctor-model.ts';

/** What is known of the Redis that is to hold what was paid for. Null: Redis would not say. */
export interface RedisFacts {
  readonly version: string | null;
  readonly appendOnly: boolean | null;
  /** `always`, `everysec` or `no`. */
  readonly appendFsync: string | null;
  readonly lastWriteOk: boolean | null;
  readonly maxmemoryPolicy: string | null;
  readonly usedBytes: number | null;
  /** 0: no bound is set. */
  readonly maxBytes: number | null;
  /** How far its clock is ahead of this machine's, beyond what the round trip can explain. */
  readonly clockAheadMs: number;
}

/**
 * Whether this is the Redis that the blob store was used with before. Both keep the id of their
 * common epoch and a count that only grows, in Redis first: one that is behind has been rolled back.
 */
export type EpochFacts =
  | { readonly kind: 'same' | 'emptied' | 'other' }
  | { readonly kind: 'rolled-back'; readonly lostChecks: number };

export interface DoctorFacts {
  readonly nowMs: number;
  /** Null when Redis did not answer. */
  readonly redis: RedisFacts | null;
  /** Null when it could not be looked at, because Redis or the blob store is away. */
  readonly epoch: EpochFacts | null;
  readonly blobsWritable: boolean;
  /** The default model. */
  readonly model: { readonly id: string; readonly facts: ModelFacts } | null;
  /** Those that presets and documents name beside it. None where left out. */
  readonly otherModels?: readonly (NamedModel & { readonly facts: ModelFacts })[];
}

/** Work is given out again, and delays end, by clocks of workers (reliability page, item 16). */
const MOST_SKEW_MS = 2_000;
/** Above this share of its memory Redis may refuse the intent of a call before the answer is in. */
const FULL = 0.9;
const NEARLY_FULL = 0.75;
/** Judges what was found out. Pure: the same facts give the same findings, the gravest first. */
export function judgeHealth(facts: DoctorFacts): Finding[] {
  const findings = [
    ...judgeRedis(facts.redis),
    ...judgeEpoch(facts.epoch),
    facts.blobsWritable
      ? ok('blobs', 'The blob store can be written.')
      : finding('blobs_not_writable', 'unsafe', 'The blob store cannot be written.', {
          mend: 'Check the space and rights of QUIRE_BLOBS on this machine.',
        }),
    ...(facts.model === null ? [] : judgeModel(facts.model, facts.nowMs)),
    ...(facts.otherModels ?? []).flatMap((other) => judgeOther(other, facts.nowMs)),
  ];
  return findings.toSorted((a, b) => grave(a.severity) - grave(b.severity));
}

/** Whether a process may begin to pay for calls. */
export function maySpend(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'unsafe');
}

/**
 * Whether one that pays already may go on. What every call meets by itself before anything is paid
 * (Redis or the blob store away, no memory left) need not stop it, and passes sooner than a look.
 */
export function mayGoOn(findings: readonly Finding[]): boolean {
  return maySpend(findings.filter(({ code }) => !MET_BY_EACH_CALL.has(code)));
}

const MET_BY_EACH_CALL = new Set([
  'redis_unreachable',
  'redis_memory_full',
  'redis_log_failing',
  'blobs_not_writable',
]);

/**
 * Findings about how Redis keeps its data become warnings, for an operator who says that what is
 * bought here may be lost (QUIRE_UNSAFE_REDIS). An emptied or older Redis stays what it is.
 */
export function tolerateUnsafeRedis(findings: readonly Finding[]): Finding[] {
  return findings.map((one) =>
    one.severity === 'unsafe' && TOLERABLE.has(one.code) ? { ...one, severity: 'warning' } : one,
  );
}

const TOLERABLE = new Set(['redis_aof_off', 'redis_fsync_off', 'redis_evicts']);

function judgeRedis(redis: RedisFacts | null): Finding[] {
  if (redis === null) {
    const mend = 'Start it, and check REDIS_URL.';
    return [finding('redis_unreachable', 'unsafe', 'Redis does not answer.', { mend })];
  }
  const { appendOnly, appendFsync, maxmemoryPolicy, clockAheadMs } = redis;
  const found = [judgeVersion(redis.version), ...judgeMemory(redis)];
  if (appendOnly === false) {
    found.push(
      finding(
        'redis_aof_off',
        'unsafe',
        'Redis keeps no log: a restart forgets what was paid for.',
        { mend: 'Set `appendonly yes` and `appendfsync always`, as in infra/redis.conf.' },
      ),
    );
  } else if (appendFsync === 'no') {
    found.push(
      finding(
        'redis_fsync_off',
        'unsafe',
        'Redis leaves it to the system when its log is written.',
        { mend: 'Set `appendfsync always`, as in infra/redis.conf.' },
      ),
    );
  } else if (appendFsync === 'everysec') {
    found.push(
      finding(
        'redis_fsync_late',
        'warning',
        'A power cut may lose the last second: calls of that second are paid twice.',
        { mend: 'Set `appendfsync always`: at the rate of calls it costs nothing noticeable.' },
      ),
    );
  } else if (appendOnly === null || appendFsync === null) {
    found.push(
      finding('redis_settings_hidden', 'warning', 'Redis does not tell how it keeps its log.', {
        mend: 'Make sure with who runs it that `appendonly yes` and `appendfsync always` are set.',
      }),
    );
  } else {
    found.push(ok('redis_log', 'Redis writes its log before it acknowledges.'));
  }
  if (redis.lastWriteOk === false) {
    found.push(
      finding('redis_log_failing', 'unsafe', 'Redis could not write its log the last time.', {
        mend: "Make room on its disk, or mend it: Redis' own log says which.",
      }),
    );
  }
  if (maxmemoryPolicy !== null && maxmemoryPolicy !== 'noeviction') {
    found.push(
      finding('redis_evicts', 'unsafe', `Redis may throw records away (${maxmemoryPolicy}).`, {
        mend: 'Set `maxmemory-policy noeviction`.',
      }),
    );
  }
  if (Math.abs(clockAheadMs) > MOST_SKEW_MS) {
    const how = clockAheadMs > 0 ? 'behind' : 'ahead of';
    const seconds = (Math.abs(clockAheadMs) / 1000).toFixed(1);
    found.push(
      finding('clock_skew', 'unsafe', `This machine's clock is ${seconds} s ${how} Redis'.`, {
        mend: 'Run a time service (NTP) on both: waits and leases go by these clocks.',
      }),
    );
  } else {
    found.push(ok('clock', "This machine's clock goes with Redis'."));
  }
  return found;
}

function judgeVersion(version: string | null): Finding {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (version === null || Number.isNaN(major + minor)) {
    return finding('redis_version_unknown', 'warning', 'Redis does not tell its version.', {
      mend: 'Redis 7 or later is needed, or Valkey.',
    });
  }
  if (major < 6 || (major === 6 && minor < 2)) {
    return finding('redis_too_old', 'unsafe', `Redis is ${version}.`, {
      mend: 'Use Redis 7 or later, or Valkey.',
    });
  }
  if (major < 7) {
    return finding(
      'redis_old',
      'warning',
      `Redis is ${version}: full, it refuses even answers that are paid for.`,
      {
        mend: 'Use Redis 7 or later, or Valkey.',
      },
    );
  }
  return ok('redis_version', `Redis is ${version}.`);
}

function judgeMemory({ usedBytes, maxBytes }: RedisFacts): Finding[] {
  if (usedBytes === null || maxBytes === null) return [];
  if (maxBytes === 0) {
    return [
      finding(
        'redis_memory_unbounded',
        'warning',
        'Redis has no bound on its memory: the system would kill it.',
        { mend: 'Set `maxmemory` to three quarters of what the machine can give it.' },
      ),
    ];
  }
  const share = usedBytes / maxBytes;
  const says = `Redis uses ${Math.round(share * 100)} % of its memory.`;
  if (share > FULL) {
    return [
      finding('redis_memory_full', 'unsafe', says, {
        mend: 'Raise `maxmemory`, or shorten QUIRE_RETENTION_S.',
      }),
    ];
  }
  if (share > NEARLY_FULL) {
    return [
      finding('redis_memory_low', 'warning', says, {
        mend: 'Raise `maxmemory`, or shorten QUIRE_RETENTION_S, before it is full.',
      }),
    ];
  }
  return [ok('redis_memory', says)];
}

function judgeEpoch(epoch: EpochFacts | null): Finding[] {
  const mend =
    'Bring back the Redis data that belong to this blob store. If there are none, ' +
    '`quire doctor --new-epoch` takes this Redis as it is: what the old one held is lost, and paid for again.';
  switch (epoch?.kind) {
    case undefined:
      return [];
    case 'same':
      return [ok('epoch', 'Redis and the blob store belong together.')];
    case 'emptied':
      return [
        finding('redis_emptied', 'unsafe', 'Redis is empty, and the blob store is not.', { mend }),
      ];
    case 'other':
      return [finding('redis_other', 'unsafe', 'Redis belongs to another blob store.', { mend })];
    case 'rolled-back': {
      const says = `Redis is older than the blob store: it forgot its last ${epoch.lostChecks} checks.`;
      return [finding('redis_rolled_back', 'unsafe', says, { mend })];
    }
  }
}

function grave(severity: Severity): number {
  return ['unsafe', 'broken', 'warning', 'ok'].indexOf(severity);
}
