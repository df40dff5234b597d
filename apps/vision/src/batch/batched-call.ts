import type { BatchRequest } from '@quire/claude';
import type { CallStep, DocumentRecord, PagePicture } from '@quire/domain';
import type { Reservation } from '@quire/limits';
import type { BatchEntry } from '@quire/store';
import type { CallPlan } from '../call-plan.ts';

/** A call that waits, claimed, for the batch that it is to go with. */
export interface GatheredCall {
  readonly document: DocumentRecord;
  readonly page: number;
  readonly fence: number;
  /** Calls in the draft that it goes on from. */
  readonly base: number;
  readonly isFurther: boolean;
  readonly step: CallStep;
  readonly plan: CallPlan;
  readonly request: BatchRequest;
  /** What is sent for its page; null where that is no picture of a page. */
  readonly picture: PagePicture | null;
  readonly rotation: number;
}

/** A gathered call as it is written down with its batch, before anything is reserved for it. */
export function entryOf(call: GatheredCall, reservationId: string): BatchEntry {
  const { document, page, fence, base, step, plan, request, picture, rotation } = call;
  return {
    custom_id: request.customId,
    document: document.id,
    page,
    fence,
    attempt: 0,
    base,
    step,
    model: plan.model.id,
    reservation: reservationId,
    group: plan.need.group,
    kind: plan.need.kind,
    input_tokens: plan.need.inputTokens,
    expected_output_tokens: 0,
    expected_micro_usd: 0,
    picture,
    rotation,
  };
}

/** The reservation of a call that is known by its entry alone. */
export function reservationOf(entry: BatchEntry): Reservation {
  return {
    id: entry.reservation,
    group: entry.group,
    waitMs: 0,
    expectedOutputTokens: entry.expected_output_tokens,
    expectedCostMicroUsd: entry.expected_micro_usd,
    reservedMicroUsd: entry.expected_micro_usd,
  };
}
