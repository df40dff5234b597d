/** What each concern is without a word of the environment. */
export const common = {
  REDIS_URL: 'redis://127.0.0.1:6379',
  QUIRE_PREFIX: 'quire',
  LOG_LEVEL: 'info',
};
export const worker = { QUIRE_HEALTH_PORT: 0, QUIRE_GRACE_S: 150 };
export const retention = { QUIRE_RETENTION_S: 604_800 };
export const blobs = {
  QUIRE_BLOBS: 'file:./data/blobs',
  QUIRE_ORIGINALS: './data/originals',
  QUIRE_ORIGINALS_MB: 10_240,
};
export const pictures = {
  QUIRE_RENDERERS: 2,
  QUIRE_RENDER_TIMEOUT_S: 30,
  QUIRE_RENDER_MEMORY_MB: 1024,
  QUIRE_RENDERER: 'auto',
} as const;
export const ledger = { QUIRE_LEDGER_RETENTION_S: 34_560_000 };
export const calls = {
  QUIRE_VISION_CONCURRENCY: 32,
  QUIRE_CALL_TIMEOUT_S: 120,
  QUIRE_BATCH_MB: 64,
  QUIRE_BATCH_PAGES: 1_000,
  QUIRE_BATCH_WAIT_S: 60,
  QUIRE_BATCH_POLL_S: 60,
};
export const named = { QUIRE_MODEL: 'claude-haiku-5-5' };
export const model = { ...named, QUIRE_LIMITS: {} };
