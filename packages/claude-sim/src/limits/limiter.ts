import type { ModelSpec } from '../models/model-spec.ts';
import { lookUpModel } from '../models/find-model.ts';
import { GroupLimiter, type GroupReport } from './group-limiter.ts';
import {
  tiers,
  type ForeignTable,
  type GroupLimits,
  type LimitsTable,
  type Tier,
} from './limits.ts';

export interface LimiterOptions {
  readonly tier: Tier;
  readonly limits: LimitsTable;
  readonly burstS: number;
  readonly rampFloorItpm: number | undefined;
}

/** Endpoints that are limited by requests alone. */
export type PlainEndpoint = 'count_tokens' | 'batches' | 'models';

/** Every bucket of the organisation. */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #groups = new Map<string, GroupLimiter>();
  #limits: LimitsTable;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#limits = options.limits;
  }

  group(model: ModelSpec, nowMs: number): GroupLimiter {
    return this.#find(model.group, () => this.#limitsOf(model.group, model.line), nowMs);
  }

  /** Takes one request of an endpoint that has limits of its own; returns its headers. */
  admitPlain(endpoint: PlainEndpoint, nowMs: number): Record<string, string> {
    const { countTokensRpm, batchesRpm } = tiers[this.#options.tier];
    const rpm = endpoint === 'batches' ? batchesRpm : countTokensRpm;
    const unlimited = Number.MAX_SAFE_INTEGER;
    const limiter = this.#find(endpoint, () => ({ rpm, itpm: unlimited, otpm: unlimited }), nowMs);
    limiter.admit(0, nowMs);
    return Object.fromEntries(
      Object.entries(limiter.headers(nowMs)).filter(([name]) => name.includes('requests')),
    );
  }

  get batchQueue(): number {
    return tiers[this.#options.tier].batchQueue;
  }

  /** Replaces the limits while running: a limit that is cut in the middle of the work. */
  setLimits(limits: LimitsTable, nowMs: number): void {
    this.#limits = limits;
    for (const [name, limiter] of this.#groups) {
      const line = name.startsWith('fable') ? 'fable' : 'haiku';
      if (isPlain(name)) continue;
      limiter.setLimits(this.#limitsOf(name, line), this.#options.burstS, nowMs);
    }
  }

  /** What the rest of the organisation draws, by model; models that are not named draw nothing. */
  setForeign(foreign: ForeignTable, nowMs: number): void {
    for (const limiter of this.#groups.values()) limiter.setForeign({}, nowMs);
    for (const [name, traffic] of Object.entries(foreign)) {
      const model = lookUpModel(name);
      if (model !== undefined) this.group(model, nowMs).setForeign(traffic, nowMs);
    }
  }

  /** Every group's buckets, hidden bursts included. */
  report(nowMs: number): Record<string, GroupReport> {
    return Object.fromEntries(
      [...this.#groups]
        .filter(([name]) => !isPlain(name))
        .map(([name, group]) => [name, group.report(nowMs)]),
    );
  }

  #find(name: string, limits: () => GroupLimits, nowMs: number): GroupLimiter {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const limiter = new GroupLimiter(name, limits(), this.#options, nowMs);
    this.#groups.set(name, limiter);
    return limiter;
  }

  /** A group's own entry, or that of any of its models, or the entry for all, or the tier's. */
  #limitsOf(group: string, line: ModelSpec['line']): GroupLimits {
    const own = Object.entries(this.#limits).find(
      ([name]) => name === group || lookUpModel(name)?.group === group,
    );
    const tier = tiers[this.#options.tier];
    return own?.[1] ?? this.#limits['*'] ?? (line === 'fable' ? tier.fable : tier.standard);
  }
}

const isPlain = (name: string): boolean => ['count_tokens', 'batches', 'models'].includes(name);
