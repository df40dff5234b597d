import type { FaultPlan } from '../faults/fault-plan.ts';
import type { LimitsTable, Tier } from '../limits/limits.ts';

export interface SimOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** `ocr` reads the pixels; `digest` answers at once with a text made from the bytes. */
  readonly engine: 'ocr' | 'digest';
  readonly ocrWorkers: number;
  readonly digestWords: number;
  /** Spread of the digest's length: sigma of a log-normal, 0 for always the same. */
  readonly digestSigma: number;
  /** Decode every pixel in the digest engine too. */
  readonly strictDecode: boolean;
  /** From the end of the request to the first token. */
  readonly latencyMs: number;
  /** Of one answer; 0: the whole answer at once. */
  readonly tokensPerSecond: number;
  readonly tier: Tier;
  /** Model, group or `*` → limits; what is not named has the tier's. */
  readonly limits: LimitsTable;
  /** How many seconds' worth of a limit can be taken at once; hidden from the headers. */
  readonly burstS: number;
  /** Input tokens a minute that are never growing too fast; undefined: no acceleration limit. */
  readonly rampFloorItpm: number | undefined;
  readonly faults: FaultPlan;
  /** How long a batch is in progress. */
  readonly batchS: number;
  /** Requests the audit remembers; the bill forgets none. */
  readonly auditSize: number;
  /** Keys that are let in; empty: any. */
  readonly apiKeys: readonly string[];
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
}

/** An A4 page at the default speed takes about ten seconds, as with the models it stands for. */
export const defaultOptions: SimOptions = {
  port: 4010,
  host: '127.0.0.1',
  engine: 'ocr',
  ocrWorkers: 2,
  digestWords: 120,
  digestSigma: 0,
  strictDecode: false,
  latencyMs: 300,
  tokensPerSecond: 90,
  tier: 'start',
  limits: {},
  burstS: 5,
  rampFloorItpm: undefined,
  faults: [],
  batchS: 5,
  auditSize: 200_000,
  apiKeys: [],
  now: Date.now,
};
