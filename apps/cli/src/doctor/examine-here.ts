import { createClaude } from '@quire/claude';
import { ConfigError, doctorConfig, originalsSpace, readConfig } from '@quire/config';
import { type Finding, judgeHealth, type ModelFacts, tolerateUnsafeRedis } from '@quire/domain';
import { createEpoch, examineStore, openBlobs } from '@quire/store';
import { Redis } from 'ioredis';
import type { Environment } from '../read-settings.ts';
import { UsageError } from '../usage-error.ts';

const CONNECT_WITHIN_MS = 4_000;

/**
 * Everything the doctor finds, from this machine.
 * @param renews first takes this Redis for the right one
 * @throws UsageError for a wrong environment
 */
export async function examineHere(environment: Environment, renews: boolean): Promise<Finding[]> {
  const config = readDoctorConfig(environment);
  const redis = new Redis(config.REDIS_URL, {
    connectTimeout: CONNECT_WITHIN_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (tries) => (tries > 2 ? null : 200),
  });
  // Said as a finding; an error that nobody hears would end the process.
  redis.on('error', () => undefined);
  const blobs = openBlobs(config.QUIRE_BLOBS, originalsSpace(config));
  try {
    if (renews) await createEpoch(redis, config.QUIRE_PREFIX, blobs).renew();
    const store = await examineStore(redis, config.QUIRE_PREFIX, blobs);
    const model = { id: config.QUIRE_MODEL, facts: await askForModel(config) };
    const findings = judgeHealth({ nowMs: Date.now(), ...store, model });
    return config.QUIRE_UNSAFE_REDIS === '1' ? tolerateUnsafeRedis(findings) : findings;
  } finally {
    redis.disconnect();
  }
}

async function askForModel({
  ANTHROPIC_API_KEY: apiKey,
  ANTHROPIC_BASE_URL: baseUrl,
  QUIRE_MODEL: model,
}: ReturnType<typeof readDoctorConfig>): Promise<ModelFacts> {
  if (apiKey === undefined) return { kind: 'unknown', detail: 'ANTHROPIC_API_KEY is not set.' };
  const claude = createClaude({ apiKey, baseUrl, deadlineMs: CONNECT_WITHIN_MS });
  try {
    return await claude.lookUpModel(model);
  } finally {
    await claude.close();
  }
}

function readDoctorConfig(
  environment: Environment,
): ReturnType<typeof readConfig<typeof doctorConfig>> {
  try {
    return readConfig({ ...environment }, doctorConfig);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.mistakes.join('; '));
    throw error;
  }
}
