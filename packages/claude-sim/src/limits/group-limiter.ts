import { ApiError } from '../api/api-error.ts';
import { advance, fullBucket, take, type Bucket } from './bucket.ts';
import type { ForeignTraffic, GroupLimits } from './limits.ts';
import { producedAt, type Production } from './production.ts';
import { climb, startRamp, type Ramp } from './ramp.ts';
import { rateHeaders, type GroupBuckets } from './rate-headers.ts';

/** The buckets, and what they gave since the start. */
export interface GroupReport extends GroupBuckets {
  /** Output tokens that answers have drawn. */
  readonly drawn: number;
  readonly admitted: number;
  readonly refused: number;
}

/**
 * The limits of one group of models. Requests and input are taken at the start; output is drawn
 * while it is produced, so that answers already running can overdraw it and only new calls are
 * refused.
 */
export class GroupLimiter {
  readonly #name: string;
  readonly #running = new Map<Production, number>();
  #requests: Bucket;
  #input: Bucket;
  #output: Bucket;
  #ramp: Ramp | undefined;
  #drawn = 0;
  #admitted = 0;
  #refused = 0;

  constructor(
    name: string,
    limits: GroupLimits,
    options: { readonly burstS: number; readonly rampFloorItpm: number | undefined },
    nowMs: number,
  ) {
    this.#name = name;
    this.#requests = fullBucket(limits.rpm, options.burstS, nowMs);
    this.#input = fullBucket(limits.itpm, options.burstS, nowMs);
    this.#output = fullBucket(limits.otpm, options.burstS, nowMs);
    this.#ramp =
      options.rampFloorItpm === undefined ? undefined : startRamp(options.rampFloorItpm, nowMs);
  }

  /** Lets a call in, or throws the 429 that says which limit it met. All or nothing is taken. */
  admit(inputTokens: number, nowMs: number): void {
    this.#settle(nowMs);
    const requests = take(this.#requests, 1, nowMs);
    const input = take(this.#input, inputTokens, nowMs);
    // Any output at all must be left; how much the answer will need nobody knows yet.
    const output = take(this.#output, 1, nowMs);
    const refused = [
      { ...requests, limit: `${nominal(this.#requests)} requests per minute` },
      { ...input, limit: `${nominal(this.#input)} input tokens per minute` },
      { ...output, limit: `${nominal(this.#output)} output tokens per minute` },
    ].filter(({ isGranted }) => !isGranted);
    const [first] = refused;
    if (first !== undefined) {
      const waitMs = Math.max(...refused.map((taking) => taking.waitMs));
      throw this.#refusal(
        `This request would exceed your organization's rate limit of ${first.limit} (${this.#name}).`,
        waitMs,
        nowMs,
      );
    }
    if (this.#ramp !== undefined) {
      const { isGranted, ramp, waitMs } = climb(this.#ramp, inputTokens, nowMs);
      this.#ramp = ramp;
      if (!isGranted) {
        throw this.#refusal(
          'Your organization is increasing its usage too quickly. Please ramp up more slowly.',
          waitMs,
          nowMs,
          'ramp_limit_exceeded',
        );
      }
    }
    this.#requests = requests.bucket;
    this.#input = input.bucket;
    this.#admitted += 1;
  }

  /** An answer begins; from now on it draws output until it is whole. */
  produce(production: Production): void {
    this.#running.set(production, 0);
  }

  headers(nowMs: number): Record<string, string> {
    return rateHeaders(this.report(nowMs));
  }

  /** The buckets as they are, the hidden burst included: for who measures, not for who calls. */
  report(nowMs: number): GroupReport {
    this.#settle(nowMs);
    return {
      requests: advance(this.#requests, nowMs),
      input: advance(this.#input, nowMs),
      output: this.#output,
      drawn: this.#drawn,
      admitted: this.#admitted,
      refused: this.#refused,
    };
  }

  /** New limits from now on; what is missing from the buckets stays missing. */
  setLimits(limits: GroupLimits, burstS: number, nowMs: number): void {
    this.#settle(nowMs);
    const to = (bucket: Bucket, perMinute: number): Bucket => ({
      ...advance(bucket, nowMs),
      perMinute,
      burst: fullBucket(perMinute, burstS, nowMs).burst,
    });
    this.#requests = to(this.#requests, limits.rpm);
    this.#input = to(this.#input, limits.itpm);
    this.#output = to(this.#output, limits.otpm);
  }

  /** What others in the organisation draw from now on. */
  setForeign(foreign: ForeignTraffic, nowMs: number): void {
    this.#settle(nowMs);
    const by = (bucket: Bucket, foreignPerMinute = 0): Bucket => ({
      ...advance(bucket, nowMs),
      foreignPerMinute,
    });
    this.#requests = by(this.#requests, foreign.rpm);
    this.#input = by(this.#input, foreign.itpm);
    this.#output = by(this.#output, foreign.otpm);
  }

  /** Draws what the running answers have produced since the last look. */
  #settle(nowMs: number): void {
    let drawn = 0;
    for (const [production, before] of this.#running) {
      const produced = producedAt(production, nowMs);
      drawn += produced - before;
      if (produced >= production.tokens) this.#running.delete(production);
      else this.#running.set(production, produced);
    }
    this.#output = advance(this.#output, nowMs, drawn);
    this.#drawn += drawn;
  }

  #refusal(message: string, waitMs: number, nowMs: number, code?: string): ApiError {
    this.#refused += 1;
    const retryAfter = String(Math.max(1, Math.ceil(waitMs / 1000)));
    return new ApiError(429, 'rate_limit_error', message, {
      headers: { ...this.headers(nowMs), 'retry-after': retryAfter },
      ...(code === undefined ? {} : { details: { error_code: code } }),
    });
  }
}

function nominal(bucket: Bucket): string {
  return bucket.perMinute.toLocaleString('en-US');
}
