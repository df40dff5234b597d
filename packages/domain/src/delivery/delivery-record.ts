import { z } from 'zod';
import { failureCode } from '../failure-code.ts';

export const deliveryStatuses = ['pending', 'delivered', 'failed', 'disabled'] as const;

/** `failed`: given up; `disabled`: not sent, for its endpoint is disabled. Both wait for a replay. */
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One POST and what came of it. */
const deliveryAttempt = z.object({
  at_ms: z.int(),
  duration_ms: z.int(),
  /** null where nothing was answered. */
  status_code: z.int().nullable(),
  error: z.object({ code: failureCode, message: z.string() }).nullable(),
  /** How the answer of a receiver that did not take it begins. */
  response: z.string().nullable(),
});

export type DeliveryAttempt = z.output<typeof deliveryAttempt>;

/**
 * One event on its way to its receiver, as it is kept beside its document, under the event's
 * `webhook-id`. The document's end writes the first three fields, couriers the others.
 */
export const deliveryRecord = z.object({
  type: z.string(),
  /** Which of its document's events, from 1: a receiver that knows a later one drops this. */
  sequence: z.int().min(1).default(1),
  created_at_ms: z.int(),
  status: z.enum(deliveryStatuses).default('pending'),
  /** Written down before the first attempt, so that all of them say the same. */
  body: z.string().nullable().default(null),
  /** How often it was asked to be sent again. Each time its schedule begins anew: a run. */
  replays: z.int().min(0).default(0),
  replayed_at_ms: z.int().nullable().default(null),
  /** Attempts of this run. */
  tries: z.int().min(0).default(0),
  /** The latest, oldest first. */
  attempts: z.array(deliveryAttempt).default([]),
  next_attempt_at_ms: z.int().nullable().default(null),
  /** Of the last success. */
  delivered_at_ms: z.int().nullable().default(null),
  /** Why it is `failed` or `disabled`. */
  reason: deliveryAttempt.shape.error.default(null),
});

export type DeliveryRecord = z.output<typeof deliveryRecord>;

/** A delivery to which nothing has happened yet. */
export function newDelivery(type: string, sequence: number, createdAtMs: number): DeliveryRecord {
  return deliveryRecord.parse({ type, sequence, created_at_ms: createdAtMs });
}

/** @returns the document that an event's `webhook-id` is about; null for what is no such id */
export function documentOfDelivery(id: string): string | null {
  return (
    /^wh_(doc_[0-9a-z]{26})_(completed|partial|failed|cancelled)(_\d{1,6})?$/.exec(id)?.[1] ?? null
  );
}
