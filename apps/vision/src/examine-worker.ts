import type { Claude } from '@quire/claude';
import { type Finding, judgeHealth, type ModelFacts, tolerateUnsafeRedis } from '@quire/domain';
import { type Blobs, examineStore } from '@quire/store';

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

/** What the doctor finds from where this worker stands; the model is asked for seldom. */
export function examineWorker(ports: ExaminePorts): () => Promise<readonly Finding[]> {
  let known: { readonly facts: ModelFacts; readonly atMs: number } | null = null;
  return async () => {
    const { redis, prefix, blobs, claude, defaultModel: model } = ports;
    const nowMs = Date.now();
    const stands = known?.facts.kind === 'found' && nowMs - known.atMs < MODEL_STANDS_MS;
    const facts = stands && known ? known.facts : await claude.lookUpModel(model);
    if (!stands) known = { facts, atMs: nowMs };
    const store = await examineStore(redis, prefix, blobs);
    const findings = judgeHealth({ nowMs, ...store, model: { id: model, facts } });
    return ports.tolerates ? tolerateUnsafeRedis(findings) : findings;
  };
}
