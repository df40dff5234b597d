import { AuditLog } from '../audit/audit-log.ts';
import { createDigestEngine } from '../engine/digest-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createOcrEngine } from '../engine/ocr-engine.ts';
import { FaultDesk } from '../faults/fault-desk.ts';
import { Limiter } from '../limits/limiter.ts';
import type { PromptCache } from '../tokens/prompt-cache.ts';
import type { SimOptions } from './sim-options.ts';

/** All that lasts longer than one request. */
export interface Sim {
  readonly options: SimOptions;
  readonly now: () => number;
  readonly audit: AuditLog;
  readonly faults: FaultDesk;
  readonly limiter: Limiter;
  readonly cache: PromptCache;
  readonly engine: Engine;
  /** What stands on pictures in Markdown, by their SHA-256: read in place of the pixels. */
  readonly told: Map<string, string>;
  /** Aborted when a test has waited for batches for long enough: from then on none takes its time. */
  readonly batchHurry: AbortController;
  /** Aborted when the stand-in stops: every wait ends. */
  readonly stopping: AbortSignal;
}

/** The parts of a stand-in, wired. */
export function createSim(options: SimOptions, stopping: AbortSignal): Sim {
  const { now } = options;
  return {
    options,
    now,
    audit: new AuditLog(options.auditSize),
    faults: new FaultDesk(options.faults, now()),
    limiter: new Limiter(options),
    cache: new Map(),
    told: new Map(),
    batchHurry: new AbortController(),
    engine:
      options.engine === 'ocr'
        ? createOcrEngine({ workers: options.ocrWorkers })
        : createDigestEngine({
            words: options.digestWords,
            sigma: options.digestSigma,
            strictDecode: options.strictDecode,
          }),
    stopping,
  };
}
