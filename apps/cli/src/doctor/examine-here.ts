import { createClaude } from '@quire/claude';
import { ConfigError, doctorConfig, originalsSpace, readConfig } from '@quire/config';
import {
  type Finding,
  judgeHealth,
  type ModelFacts,
  type NamedModel,
  tolerateUnsafeRedis,
} from '@quire/domain';
import { createEpoch, examineStore, lookForModels, openBlobs } from '@quire/store';
import { Redis } from 'ioredis';
import type { Environment } from '../read-settings.ts';
import { UsageError } from '../usage-error.ts';
import { presetModels } from './preset-models.ts';

const CONNECT_WITHIN_MS = 4_000;

type LookedUp = NamedModel & { readonly facts: ModelFacts };

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
    const documents = (await lookForModels(redis, config.QUIRE_PREFIX)) ?? [];
    const others = [
      ...(await presetModels(config.QUIRE_PRESETS)),
      ...documents.map((id) => ({ id, namedBy: 'documents' })),
    ];
    const [model, ...otherModels] = await askForModels(config, others);
    const findings = judgeHealth({ nowMs: Date.now(), ...store, model, otherModels });
    return config.QUIRE_UNSAFE_REDIS === '1' ? tolerateUnsafeRedis(findings) : findings;
  } finally {
    redis.disconnect();
  }
}

/** The default model first, then each of the others once. */
async function askForModels(
  {
    ANTHROPIC_API_KEY: apiKey,
    ANTHROPIC_BASE_URL: baseUrl,
    QUIRE_MODEL: model,
  }: ReturnType<typeof readDoctorConfig>,
  others: readonly NamedModel[],
): Promise<[LookedUp, ...LookedUp[]]> {
  const first: NamedModel = { id: model, namedBy: 'QUIRE_MODEL' };
  if (apiKey === undefined) {
    return [{ ...first, facts: { kind: 'unknown', detail: 'ANTHROPIC_API_KEY is not set.' } }];
  }
  const claude = createClaude({ apiKey, baseUrl, deadlineMs: CONNECT_WITHIN_MS });
  const lookUp = async (named: NamedModel): Promise<LookedUp> => ({
    ...named,
    facts: await claude.lookUpModel(named.id),
  });
  try {
    const once = new Map(others.toReversed().map((named) => [named.id, named]));
    once.delete(model);
    return [await lookUp(first), ...(await Promise.all([...once.values()].map(lookUp)))];
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
