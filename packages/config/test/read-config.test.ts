import { describe, expect, test } from '@jest/globals';
import {
  aggregatorConfig,
  apiConfig,
  ConfigError,
  courierConfig,
  type Environment,
  readConfig,
  splitterConfig,
  visionConfig,
} from '../src/index.ts';
import * as defaults from './defaults.ts';

const { blobs, calls, common, ledger, model, named, pictures, retention, worker } = defaults;

const schemas = {
  api: apiConfig,
  splitter: splitterConfig,
  vision: visionConfig,
  aggregator: aggregatorConfig,
  courier: courierConfig,
};
const webhooks = { QUIRE_WEBHOOK_ALLOW_PRIVATE: '0', QUIRE_WEBHOOK_SECRET: [] };
const places = { QUIRE_PAGES_AHEAD: 1024 };
type Role = keyof typeof schemas;
const roles = ['api', 'splitter', 'vision', 'aggregator', 'courier'] as const;

/** What a role cannot do without. */
const needed: Record<Role, Environment> = {
  api: {},
  splitter: {},
  vision: { ANTHROPIC_API_KEY: 'sk-test' },
  aggregator: {},
  courier: {},
};

function read(role: Role, environment: Environment): unknown {
  return readConfig({ ...needed[role], ...environment }, schemas[role]);
}

function mistakes(role: Role, environment: Environment): readonly string[] {
  try {
    read(role, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('with nothing set', () => {
  test.each([
    [
      'api',
      {
        ...common,
        ...retention,
        ...places,
        ...blobs,
        ...model,
        ...pictures,
        QUIRE_WEBHOOK_ALLOW_PRIVATE: '0',
        QUIRE_PORT: 8080,
        QUIRE_HOST: '127.0.0.1',
        QUIRE_API_KEYS: [],
        QUIRE_MAX_UPLOAD_MB: 500,
        QUIRE_MAX_STREAMS: 200,
        ...ledger,
        QUIRE_BUDGETS: {},
      },
    ],
    [
      'splitter',
      { ...common, ...retention, ...places, ...blobs, ...worker, ...pictures, ...named },
    ],
    [
      'vision',
      {
        ...common,
        ...retention,
        ...places,
        ...blobs,
        ...worker,
        ...pictures,
        ...model,
        ANTHROPIC_API_KEY: 'sk-test',
        ...calls,
        ...ledger,
        QUIRE_BUDGETS: {},
        QUIRE_SPOOL: './data/spool',
        QUIRE_CACHE_TTL_S: 86_400,
        QUIRE_CACHE_MAX_MB: 64,
        QUIRE_UNSAFE_REDIS: '0',
      },
    ],
    ['aggregator', { ...common, ...retention, ...blobs, ...places, ...worker, ...ledger }],
    ['courier', { ...common, ...retention, ...worker, ...webhooks }],
  ] as const)('the %s gets every default, and no variable of another role', (role, expected) => {
    expect(read(role, {})).toEqual(expected);
    expect(read(role, { QUIRE_SOMETHING: 'else', HOME: '/root' })).toEqual(expected);
  });

  test.each(roles)('the same holds for the %s when every variable is empty', (role) => {
    const names = Object.keys(schemas[role].shape).filter((name) => !(name in needed[role]));
    const empty = Object.fromEntries(names.map((name) => [name, '']));
    expect(read(role, empty)).toEqual(read(role, {}));
  });

  test('only the vision worker misses something: the key of Claude', () => {
    for (const ANTHROPIC_API_KEY of [undefined, '']) {
      expect(mistakes('vision', { ANTHROPIC_API_KEY })).toEqual([
        'ANTHROPIC_API_KEY: is needed: a key of the Claude API',
      ]);
    }
  });
});

describe('a right value is taken', () => {
  test.each([
    ['api', 'REDIS_URL', 'rediss://user:secret@redis.example:6380/2', undefined],
    ['api', 'QUIRE_PREFIX', 'team.a_b-1', undefined],
    ['api', 'LOG_LEVEL', 'silent', undefined],
    ['api', 'QUIRE_RETENTION_S', '60', 60],
    ['api', 'QUIRE_BLOBS', 'file:///var/lib/quire', undefined],
    ['api', 'QUIRE_BLOBS', 's3://bucket/a/b?endpoint=http://127.0.0.1:9000', undefined],
    ['api', 'QUIRE_ORIGINALS_MB', '100', 100],
    ['api', 'QUIRE_PORT', '0', 0],
    ['api', 'QUIRE_PORT', '65535', 65_535],
    ['api', 'QUIRE_HOST', 'localhost', undefined],
    ['api', 'QUIRE_HOST', '127.1.2.3', undefined],
    ['api', 'QUIRE_HOST', '::1', undefined],
    [
      'api',
      'QUIRE_API_KEYS',
      'acme:12345678, other:with:colon',
      ['acme:12345678', 'other:with:colon'],
    ],
    ['api', 'QUIRE_ADMIN', 'root:hunter2', undefined],
    ['api', 'QUIRE_MAX_UPLOAD_MB', '100000', 100_000],
    ['api', 'QUIRE_MAX_STREAMS', '1000', 1_000],
    ['api', 'QUIRE_MODEL', 'claude-opus-5-5', undefined],
    ['api', 'QUIRE_WEBHOOK_ALLOW_PRIVATE', '1', undefined],
    [
      'vision',
      'QUIRE_LIMITS',
      '{"m":{"rpm":1,"itpm":2,"otpm":3}}',
      { m: { rpm: 1, itpm: 2, otpm: 3 } },
    ],
    ['vision', 'ANTHROPIC_BASE_URL', 'http://127.0.0.1:9000', undefined],
    ['vision', 'QUIRE_VISION_CONCURRENCY', '1', 1],
    ['vision', 'QUIRE_CALL_TIMEOUT_S', '3600', 3_600],
    ['vision', 'QUIRE_BATCH_MB', '250', 250],
    ['vision', 'QUIRE_BATCH_WAIT_S', '0', 0],
    ['vision', 'QUIRE_HEALTH_PORT', '9100', 9_100],
    ['splitter', 'QUIRE_RENDERERS', '64', 64],
    ['splitter', 'QUIRE_RENDER_TIMEOUT_S', '1', 1],
    ['aggregator', 'QUIRE_GRACE_S', '1', 1],
  ] as const)('by the %s: %s=%s', (role, name, text, value) => {
    expect(read(role, { [name]: text })).toHaveProperty(name, value ?? text);
  });
});

describe('a wrong value is refused with what the variable takes', () => {
  test.each([
    [
      'api',
      'REDIS_URL',
      ['127.0.0.1:6379', 'http://127.0.0.1', 'redis'],
      'takes redis://host:port or rediss://host:port',
    ],
    [
      'api',
      'QUIRE_PREFIX',
      ['a b', '{x}', 'a:b', 'x'.repeat(41)],
      'takes 1 to 40 letters, digits, "_", "." or "-"',
    ],
    [
      'api',
      'LOG_LEVEL',
      ['loud', 'INFO'],
      'takes trace, debug, info, warn, error, fatal or silent',
    ],
    [
      'api',
      'QUIRE_RETENTION_S',
      ['59', '-1', '1.5', '1e4', ' 60', 'week', '315360001', '9'.repeat(400)],
      'takes a whole number from 60 to 315360000',
    ],
    [
      'api',
      'QUIRE_BLOBS',
      ['/var/lib', 's3://', 's3:///prefix', 's3://No_Bucket', 'file:'],
      'takes file:///absolute/folder, file:./folder or s3://bucket/prefix?endpoint=…&region=…',
    ],
    ['api', 'QUIRE_PORT', ['65536', 'http', '0x50'], 'takes a whole number from 0 to 65535'],
    ['api', 'QUIRE_ADMIN', ['root', 'root:abc', ':hunter2'], 'takes user:password'],
    ['api', 'QUIRE_MAX_UPLOAD_MB', ['0', '100001'], 'takes a whole number from 1 to 100000'],
    ['api', 'QUIRE_MAX_STREAMS', ['0', '100001'], 'takes a whole number from 1 to 100000'],
    ['api', 'QUIRE_WEBHOOK_ALLOW_PRIVATE', ['yes', 'true', '2'], 'takes 1 or nothing'],
    [
      'vision',
      'QUIRE_LIMITS',
      [
        '1000',
        '[]',
        '{',
        '"x"',
        '{"m":{"rpm":1}}',
        '{"m":{"rpm":0,"itpm":1,"otpm":1}}',
        '{"m":{"rpm":1.5,"itpm":1,"otpm":1}}',
        '{"m":{"rpm":1,"itpm":1,"otpm":1,"tpm":1}}',
        '{"m":{"rpm":"1","itpm":1,"otpm":1}}',
      ],
      'takes JSON such as {"claude-haiku-5-5":{"rpm":1000,"itpm":2000000,"otpm":400000}}',
    ],
    [
      'vision',
      'ANTHROPIC_BASE_URL',
      ['api.anthropic.com', 'ftp://a.example'],
      'takes an http(s) URL',
    ],
    ['vision', 'QUIRE_VISION_CONCURRENCY', ['0', '1001'], 'takes a whole number from 1 to 1000'],
    ['vision', 'QUIRE_CALL_TIMEOUT_S', ['0', '3601'], 'takes a whole number from 1 to 3600'],
    ['vision', 'QUIRE_BATCH_MB', ['0', '251'], 'takes a whole number from 1 to 250'],
    ['vision', 'QUIRE_BATCH_PAGES', ['0', '10001'], 'takes a whole number from 1 to 10000'],
    ['vision', 'QUIRE_HEALTH_PORT', ['65536'], 'takes a whole number from 0 to 65535'],
    ['splitter', 'QUIRE_RENDERERS', ['0', '65'], 'takes a whole number from 1 to 64'],
    ['splitter', 'QUIRE_RENDER_TIMEOUT_S', ['0', '601'], 'takes a whole number from 1 to 600'],
    ['splitter', 'QUIRE_RENDER_MEMORY_MB', ['255'], 'takes a whole number from 256 to 65536'],
    ['aggregator', 'QUIRE_GRACE_S', ['0', '3601'], 'takes a whole number from 1 to 3600'],
  ] as const)('by the %s: %s', (role, name, wrong, sentence) => {
    for (const text of wrong) {
      expect({ text, mistakes: mistakes(role, { [name]: text }) }).toEqual({
        text,
        mistakes: [`${name}: ${sentence}`],
      });
    }
  });

  test.each(['acme', 'acme:short', 'acme:12345678,', 'bad tenant:12345678', ':12345678'])(
    'by the api: QUIRE_API_KEYS=%s',
    (text) => {
      const [mistake, ...others] = mistakes('api', { QUIRE_API_KEYS: text });
      expect(mistake).toMatch(/^QUIRE_API_KEYS: takes tenant:key, …; a key has at least 8 signs$/);
      expect(others).toEqual([]);
    },
  );

  test('and never with the value itself, which may be a secret', () => {
    const secrets = { QUIRE_API_KEYS: 'hush', QUIRE_ADMIN: 'hush', REDIS_URL: 'hush' };
    expect(mistakes('api', secrets).join('\n')).not.toContain('hush');
    expect(mistakes('courier', { QUIRE_WEBHOOK_SECRET: 'hush' }).join('\n')).not.toContain('hush');
  });
});

describe('several mistakes', () => {
  test('are listed at once, a line each, each with its variable’s name', () => {
    const wrong = { REDIS_URL: 'x', QUIRE_GRACE_S: '0', LOG_LEVEL: 'loud', ANTHROPIC_API_KEY: '' };
    expect(mistakes('vision', wrong).map((line) => line.split(':')[0])).toEqual([
      'REDIS_URL',
      'LOG_LEVEL',
      'QUIRE_GRACE_S',
      'ANTHROPIC_API_KEY',
    ]);
    expect(() => read('vision', wrong)).toThrow(
      /^The environment is wrong:\n {2}REDIS_URL: .*\n {2}LOG_LEVEL: .*\n {2}QUIRE_GRACE_S: .*\n {2}ANTHROPIC_API_KEY: .*$/,
    );
  });

  test.each([
    ['QUIRE_PORT', 'http'],
    ['LOG_LEVEL', 'loud'],
    ['QUIRE_LIMITS', '{'],
    ['QUIRE_ADMIN', 'root'],
    ['REDIS_URL', 'x'],
  ])('include the open host when %s is wrong too', (name, text) => {
    const lines = mistakes('api', { QUIRE_HOST: '0.0.0.0', [name]: text });
    expect(lines.map((line) => line.split(':')[0])).toEqual([name, 'QUIRE_HOST']);
  });
});

describe('an api without keys', () => {
  const refusal = 'QUIRE_HOST: takes a loopback address while QUIRE_API_KEYS is empty';

  test.each(['0.0.0.0', '::', '10.0.0.1', 'quire.example', '127.0.0.1.evil.example', '1270.0.1'])(
    'may not listen on %s, where strangers could spend money',
    (QUIRE_HOST) => {
      expect(mistakes('api', { QUIRE_HOST })).toEqual([refusal]);
      expect(mistakes('api', { QUIRE_HOST, QUIRE_API_KEYS: 'acme:12345678' })).toEqual([]);
    },
  );
});

describe('a kill point', () => {
  const refusal = 'QUIRE_KILL_AT: is for tests: take it away where NODE_ENV is production';

  test.each(roles)('is refused by the %s in production, and taken elsewhere', (role) => {
    const point = { QUIRE_KILL_AT: 'after-intent:3' };
    expect(mistakes(role, { ...point, NODE_ENV: 'production' })).toEqual([refusal]);
    expect(mistakes(role, { NODE_ENV: 'production' })).toEqual([]);
    expect(read(role, { ...point, NODE_ENV: 'test' })).toMatchObject(point);
    expect(read(role, { ...point, QUIRE_KILL_ONCE: '/tmp/once' })).toMatchObject(point);
  });

  test('is refused in production beside other mistakes', () => {
    const wrong = { QUIRE_KILL_AT: 'after-intent', NODE_ENV: 'production', QUIRE_GRACE_S: '0' };
    expect(mistakes('courier', wrong)).toEqual([
      'QUIRE_GRACE_S: takes a whole number from 1 to 3600',
      refusal,
    ]);
  });

  test('is a name, and may say at which passing', () => {
    for (const QUIRE_KILL_AT of ['After', 'after-intent:0', 'after-intent:', ':1', 'a b']) {
      const wanted = 'QUIRE_KILL_AT: takes NAME or NAME:N';
      expect(mistakes('vision', { QUIRE_KILL_AT })).toEqual([wanted]);
    }
  });
});
