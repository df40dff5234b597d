import type { Claude } from '@quire/claude';
import { type Finding, judgeHealth, type ModelFacts, tolerateUnsafeRedis } from '@quire/domain';
import { type Blobs, examineStore, lookForModels } from '@quire/store';

export interface ExaminePorts {
  readonly redis: Parameters<typeof examineStore>[0];
  readonly prefix: string;
  readonly blobs: Blobs;
  readonly claude: Pick<Claude, 'lookUpModel'>;
  readonly defaultModel: string;
  /** QUIRE_UNSAFE_REDIS: what is bought may be lost. */
  readonly tolerates: boolean;
}

/** A model that was found is not looked for again for so long: its day is announced weeks ahead. */
const MODEL_STANDS_MS = 600_000;
/** Each is a request, which is free; nobody names more. */
const MOST_OTHERS = 10;

/** What the doctor finds from where this worker stands; models are asked for seldom. */
export function examineWorker(ports: ExaminePorts): () => Promise<readonly Finding[]> {
  const { redis, prefix, blobs, claude, defaultModel } = ports;
  const known = new Map<string, { readonly facts: ModelFacts; readonly atMs: number }>();
  let named: { readonly ids: readonly string[]; readonly atMs: number } | null = null;
  const lookUp = async (id: string, nowMs: number): Promise<ModelFacts> => {
    const found = known.get(id);
    if (found?.facts.kind === 'found' && nowMs - found.atMs < MODEL_STANDS_MS) return found.facts;
    const facts = await claude.lookUpModel(id);
    known.set(id, { facts, atMs: nowMs });
    return facts;
  };
  const others = async (nowMs: number): Promise<readonly string[]> => {
    if (named !== null && nowMs - named.atMs < MODEL_STANDS_MS) return named.ids;
    const ids = await lookForModels(redis, prefix);
    if (ids === null) return [];
    named = { ids: ids.filter((id) => id !== defaultModel).slice(0, MOST_OTHERS), atMs: nowMs };
    return named.ids;
  };
  return async () => {
    const nowMs = Date.now();
    const model = { id: defaultModel, facts: await lookUp(defaultModel, nowMs) };
    const store = await examineStore(redis, prefix, blobs);
    const ids = store.redis === null ? [] : await others(nowMs);
    const otherModels = await Promise.all(
      ids.map(async (id) => ({ id, namedBy: 'documents', facts: await lookUp(id, nowMs) })),
    );
    const findings = judgeHealth({ nowMs, ...store, model, otherModels });
    return ports.tolerates ? tolerateUnsafeRedis(findings) : findings;
  };
}
