import { type Page, parseJson } from '@quire/domain';
import { type BatchEntry, batchEntry } from '@quire/store';
import { z } from 'zod';

/** What came back for a call in a batch, as it lies with its document until its page's job takes it. */
const arrivedAnswer = batchEntry.extend({
  v: z.literal(1),
  /** The provider's name for the call: its batch's, and the one that we gave it there. */
  name: z.string(),
  /** A line's `result`, as it came. */
  result: z.unknown(),
});

export type ArrivedAnswer = z.output<typeof arrivedAnswer>;

export function writeArrived(entry: BatchEntry, batchId: string, result: unknown): string {
  return JSON.stringify({ v: 1, ...entry, name: callName(entry, batchId), result });
}

/** Names a call in a batch for whoever looks for it at the provider's: results have no request ids. */
export function callName({ custom_id: customId }: BatchEntry, batchId: string): string {
  return `${batchId}/${customId}`;
}

/** @returns null where there is nothing, or nothing that a version of this wrote */
export function readArrived(json: string | null): ArrivedAnswer | null {
  const read = arrivedAnswer.safeParse(json === null ? null : parseJson(json));
  return read.success ? read.data : null;
}

/** What came back, where the page stands as it stood when it was asked about. */
export function fittingAnswer({
  arrived = null,
  draft,
}: {
  readonly arrived?: ArrivedAnswer | null;
  readonly draft: Page | null;
}): ArrivedAnswer | null {
  return arrived?.base === (draft?.calls.length ?? 0) ? arrived : null;
}
