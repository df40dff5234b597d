import { z } from 'zod';
import { integer, json, list } from './kinds.ts';

/** What every role needs: where Redis is, what its keys begin with, how much it says. */
const common = {
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'takes redis://host:port or rediss://host:port' })
    .default('redis://127.0.0.1:6379'),
  QUIRE_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,40}$/, 'takes 1 to 40 letters, digits, "_", "." or "-"')
    .default('quire'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'takes trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  NODE_ENV: z.string().optional(),
  // Where the process is to end as a crash would, and the file that says it has (tests only).
  QUIRE_KILL_AT: z
    .string()
    .regex(/^[a-z-]+(:[1-9]\d{0,8})?$/, 'takes NAME or NAME:N')
    .optional(),
  QUIRE_KILL_ONCE: z.string().optional(),
};

const places = {
  // Pages of one model that are queued or being read: every process has to be told the same.
  QUIRE_PAGES_AHEAD: integer(16, 100_000).default(1024),
};

const retention = { QUIRE_RETENTION_S: integer(60, 10 * 365 * 86_400).default(604_800) };

const blobs = {
  QUIRE_BLOBS: z
    .string()
    .regex(
      /^(file:.|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]([/?]|$))/,
      'takes file:///absolute/folder, file:./folder or s3://bucket/prefix?endpoint=…&region=…',
    )
    .default('file:./data/blobs'),
  // Copies of what lies in a store elsewhere: for all processes of this machine.
  QUIRE_ORIGINALS: z.string().min(1).default('./data/originals'),
  QUIRE_ORIGINALS_MB: integer(100, 100_000_000).default(10_240),
};

/** A worker's health and metrics, and how long it may take to end after SIGTERM. */
const worker = {
  QUIRE_HEALTH_PORT: integer(0, 65_535).default(0),
  // A call may last 120 s and its commit a little longer.
  QUIRE_GRACE_S: integer(1, 3600).default(150),
};

const SECRETS =
  'takes whsec_ and 24 to 64 bytes in base64; up to four, the newest first, while it is replaced';

/** The newest first; several while receivers are given a new one. An attempt is signed with all of them. */
const webhookSecrets = z
  .string()
  .transform((text) => text.trim().split(/[\s,]+/))
  .pipe(z.array(z.string().regex(/^whsec_[A-Za-z0-9+/=]{32,128}$/, SECRETS)).max(4, SECRETS))
  .default([]);

const webhookTargets = {
  QUIRE_WEBHOOK_ALLOW_PRIVATE: z.enum(['0', '1'], { error: 'takes 1 or nothing' }).default('0'),
};

const limits = {
  QUIRE_LIMITS: json(
    z.record(
      z.string(),
      z.strictObject({ rpm: z.int().min(1), itpm: z.int().min(1), otpm: z.int().min(1) }),
    ),
    'takes JSON such as {"claude-haiku-5-5":{"rpm":1000,"itpm":2000000,"otpm":400000}}',
  ).default({}),
};

const model = { QUIRE_MODEL: z.string().min(1).default('claude-haiku-5-5') };

const claudeUrl = z.url({ protocol: /^https?$/, error: 'takes an http(s) URL' }).optional();

const unsafeRedis = {
  QUIRE_UNSAFE_REDIS: z.enum(['0', '1'], { error: 'takes 1 or nothing' }).default('0'),
};

/** What may be spent, and what is kept of what was. */
const money = {
  QUIRE_LEDGER_RETENTION_S: integer(86_400, 10 * 365 * 86_400).default(400 * 86_400),
};

const usd = z.number().positive().optional();
const budgets = {
  QUIRE_BUDGETS: json(
    z.record(z.string(), z.strictObject({ day_usd: usd, month_usd: usd })),
    'takes JSON such as {"acme":{"day_usd":20,"month_usd":300},"*":{"day_usd":5}}',
  ).default({}),
};
const payment = {
  ...budgets,
  QUIRE_SPOOL: z.string().min(1).default('./data/spool'),
  // 0 keeps no answer; a month is as long as anybody should read an answer of an older model.
  QUIRE_CACHE_TTL_S: integer(0, 31 * 86_400).default(86_400),
  QUIRE_CACHE_MAX_MB: integer(1, 100_000).default(64),
};

/** What one vision process gathers before it is worth a batch, and how often batches are looked after. */
const batches = {
  // The API takes 256 MB and 100,000 requests; a process holds twice this: what is sent, and what comes next.
  QUIRE_BATCH_MB: integer(1, 250).default(64),
  QUIRE_BATCH_PAGES: integer(1, 10_000).default(1_000),
  QUIRE_BATCH_WAIT_S: integer(0, 3_600).default(60),
  QUIRE_BATCH_POLL_S: integer(1, 3_600).default(60),
};

const hostAndKeys = z.object({ QUIRE_HOST: z.string(), QUIRE_API_KEYS: z.array(z.string()) });

const pictures = {
  QUIRE_RENDERERS: integer(1, 64).default(2),
  QUIRE_RENDER_TIMEOUT_S: integer(1, 600).default(30),
  QUIRE_RENDER_MEMORY_MB: integer(256, 65_536).default(1024),
  QUIRE_RENDERER: z
    .enum(['auto', 'pdfium', 'pdfjs'], { error: 'takes auto, pdfium or pdfjs' })
    .default('auto'),
};

const killPoints = z.object({
  NODE_ENV: z.string().optional(),
  QUIRE_KILL_AT: z.string().optional(),
});

/** A process that ends itself on purpose belongs in tests: production does not start with it. */
const noKillPoints = (config: z.output<typeof killPoints>): boolean =>
  config.NODE_ENV !== 'production' || config.QUIRE_KILL_AT === undefined;
const killPointsRefused = {
  path: ['QUIRE_KILL_AT'],
  error: 'is for tests: take it away where NODE_ENV is production',
  // Beside mistakes in other variables too: all are listed at once.
  when: ({ value }: { value: unknown }) => killPoints.safeParse(value).success,
};

export const apiConfig = z
  .object({
    ...common,
    ...retention,
    ...places,
    ...blobs,
    ...webhookTargets,
    ...limits,
    ...model,
    ...budgets,
    ...money,
    ...pictures,
    QUIRE_PORT: integer(0, 65_535).default(8080),
    QUIRE_HOST: z.string().min(1).default('127.0.0.1'),
    QUIRE_API_KEYS: list(
      /^[\w-]{1,64}:.{8,256}$/,
      'takes tenant:key, …; a key has at least 8 signs',
    ),
    QUIRE_ADMIN: z
      .string()
      .regex(/^[^:]+:.{4,}$/, 'takes user:password')
      .optional(),
    QUIRE_PRESETS: z.string().min(1).optional(),
    QUIRE_MAX_UPLOAD_MB: integer(1, 100_000).default(500),
    QUIRE_MAX_STREAMS: integer(1, 100_000).default(200),
  })
  .refine(
    // Without keys anybody who reaches the port may spend money on it.
    (config) => config.QUIRE_API_KEYS.length > 0 || isLoopback(config.QUIRE_HOST),
    {
      path: ['QUIRE_HOST'],
      error: 'takes a loopback address while QUIRE_API_KEYS is empty',
      // Beside mistakes in other variables too: all are listed at once.
      when: ({ value }) => hostAndKeys.safeParse(value).success,
    },
  )
  .superRefine(({ QUIRE_API_KEYS: entries }, context) => {
    for (const message of sharedKeys(entries)) {
      context.addIssue({ code: 'custom', path: ['QUIRE_API_KEYS'], message });
    }
  })
  .refine(noKillPoints, killPointsRefused);

/** Whose key somebody has must be one tenant: the other's documents and money would be theirs. */
function sharedKeys(entries: readonly string[]): string[] {
  const owners = new Map<string, string>();
  return entries.flatMap((entry) => {
    const at = entry.indexOf(':');
    const [tenant, key] = [entry.slice(0, at), entry.slice(at + 1)];
    const owner = owners.get(key) ?? tenant;
    owners.set(key, owner);
    return owner === tenant
      ? []
      : [`takes a key for one tenant alone: ${owner} and ${tenant} have the same`];
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

export const splitterConfig = z
  .object({
    ...common,
    ...retention,
    ...places,
    ...blobs,
    ...worker,
    ...pictures,
    ...model,
  })
  .refine(noKillPoints, killPointsRefused);

export const visionConfig = z
  .object({
    ...common,
    ...retention,
    ...places,
    ...blobs,
    ...worker,
    ...pictures,
    ...limits,
    ...model,
    ...money,
    ...payment,
    ...batches,
    ANTHROPIC_API_KEY: z.string({ error: 'is needed: a key of the Claude API' }).min(1),
    ANTHROPIC_BASE_URL: claudeUrl,
    QUIRE_VISION_CONCURRENCY: integer(1, 1000).default(32),
    QUIRE_CALL_TIMEOUT_S: integer(1, 3600).default(120),
    ...unsafeRedis,
  })
  .refine(noKillPoints, killPointsRefused);

/** What the doctor looks at, from where it is run: as a vision worker sees it. */
export const doctorConfig = z.object({
  ...common,
  ...blobs,
  ...model,
  ...unsafeRedis,
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: claudeUrl,
  // For the models that they name.
  QUIRE_PRESETS: z.string().min(1).optional(),
});

export const aggregatorConfig = z
  // Blobs that nobody uses any more are removed by it.
  .object({ ...common, ...retention, ...blobs, ...places, ...worker, ...money })
  .refine(noKillPoints, killPointsRefused);

export const courierConfig = z
  .object({
    ...common,
    ...retention,
    ...worker,
    ...webhookTargets,
    QUIRE_WEBHOOK_SECRET: webhookSecrets,
  })
  .refine(noKillPoints, killPointsRefused);

export type ApiConfig = z.output<typeof apiConfig>;
export type SplitterConfig = z.output<typeof splitterConfig>;
export type VisionConfig = z.output<typeof visionConfig>;
export type AggregatorConfig = z.output<typeof aggregatorConfig>;
export type CourierConfig = z.output<typeof courierConfig>;

/** Where copies of originals lie on this machine, as `openBlobs` takes it. */
export function originalsSpace(config: z.output<z.ZodObject<typeof blobs>>): {
  folder: string;
  mostBytes: number;
} {
  return { folder: config.QUIRE_ORIGINALS, mostBytes: config.QUIRE_ORIGINALS_MB * 1_000_000 };
}

/** How pages are drawn, as `openPageRenderer` takes it. */
export function rendererOptions(config: z.output<z.ZodObject<typeof pictures>>): {
  processes: number;
  timeoutMs: number;
  maxRssMb: number;
  engine: SplitterConfig['QUIRE_RENDERER'];
} {
  return {
    processes: config.QUIRE_RENDERERS,
    timeoutMs: config.QUIRE_RENDER_TIMEOUT_S * 1000,
    maxRssMb: config.QUIRE_RENDER_MEMORY_MB,
    engine: config.QUIRE_RENDERER,
  };
}
