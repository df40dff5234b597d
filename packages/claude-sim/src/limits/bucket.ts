/**
 * A token bucket, kept as what is missing from it. One number serves two views: the hidden burst
 * that is enforced (`burst - deficit` left) and the nominal minute that the headers speak of
 * (`perMinute - deficit` left), because both refill at the same rate.
 */
export interface Bucket {
  readonly perMinute: number;
  /** The most that can be taken at once; never published. */
  readonly burst: number;
  /** Drawn by others in the same organisation, per minute; it slows the refill. */
  readonly foreignPerMinute: number;
  readonly deficit: number;
  readonly atMs: number;
}

export interface Taking {
  readonly isGranted: boolean;
  readonly bucket: Bucket;
  /** Milliseconds until the same amount would be granted, if nobody else took any. */
  readonly waitMs: number;
}

/** A full bucket that holds `burstS` seconds' worth of its rate, and at least one. */
export function fullBucket(perMinute: number, burstS: number, nowMs: number): Bucket {
  const burst = Math.max(1, (perMinute * burstS) / 60);
  return { perMinute, burst, foreignPerMinute: 0, deficit: 0, atMs: nowMs };
}

/** The bucket at a later moment, after `drawn` was taken evenly in between. */
export function advance(bucket: Bucket, nowMs: number, drawn = 0): Bucket {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs); // a clock set back refills nothing
  const refilled = (refillPerMinute(bucket) * elapsedMs) / 60_000;
  const deficit = Math.max(0, bucket.deficit + drawn - refilled);
  return { ...bucket, deficit, atMs: Math.max(bucket.atMs, nowMs) };
}

/**
 * Takes an amount if the burst has room for it. More than the burst can ever hold is granted from
 * a full bucket and leaves a debt: refusing it for good would be a limit nobody documents.
 */
export function take(bucket: Bucket, amount: number, nowMs: number): Taking {
  const current = advance(bucket, nowMs);
  const missing = current.deficit + Math.min(amount, current.burst) - current.burst;
  if (missing <= 0) {
    return { isGranted: true, bucket: charge(current, amount), waitMs: 0 };
  }
  const waitMs = (missing * 60_000) / refillPerMinute(current);
  return { isGranted: false, bucket: current, waitMs };
}

/** Takes an amount whether there is room or not, or gives it back when negative. */
export function charge(bucket: Bucket, amount: number): Bucket {
  return { ...bucket, deficit: Math.max(0, bucket.deficit + amount) };
}

/** When the bucket will be entirely full again. */
export function fullAtMs(bucket: Bucket): number {
  return bucket.atMs + (bucket.deficit * 60_000) / refillPerMinute(bucket);
}

/** What the headers call remaining: of the nominal minute, not of the burst. */
export function remaining(bucket: Bucket): number {
  return Math.max(0, Math.floor(bucket.perMinute - bucket.deficit));
}

/** Foreign traffic may take all but a thousandth: a bucket that never refills has no wait to name. */
function refillPerMinute({ perMinute, foreignPerMinute }: Bucket): number {
  return Math.max(perMinute / 1000, perMinute - foreignPerMinute);
}
