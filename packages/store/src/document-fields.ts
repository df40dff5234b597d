import {
  type AcceptedDocument,
  acceptedDocument,
  type DocumentRecord,
  type DocumentStatus,
  deliveryStatuses,
  documentStatuses,
  endReason,
  inBatch,
  parkedFor,
  wholeWays,
} from '@quire/domain';

/** The only door from a document's hash to a record; past it nobody checks again. */
export function documentFromFields(
  fields: Readonly<Record<string, string>>,
  failedPageNumbers: readonly number[],
): DocumentRecord | null {
  const { accepted, status } = fields;
  if (accepted === undefined || !isStatus(status)) return null;
  const count = (name: string): number => Number(fields[name] ?? 0);
  const finishedAtMs = fields['finished_at_ms'];
  const reason = fields['reason'];
  const parked = fields['parked'];
  const webhook = deliveryStatuses.find((one) => one === fields['webhook']);
  const batch = fields['batch'];
  return {
    ...acceptedFrom(accepted),
    status,
    reason: reason ? endReason.parse(JSON.parse(reason)) : null,
    parked: parked ? parkedFor.parse(JSON.parse(parked)) : null,
    batch: batch ? inBatch.parse(JSON.parse(batch)) : null,
    pagesInBatch: count('in_batch'),
    round: Number(fields['round'] ?? 1),
    finishedAtMs: finishedAtMs === undefined ? null : Number(finishedAtMs),
    totalPages: count('total'),
    goodPages: count('good'),
    failedPages: count('failed'),
    blankPages: count('blank'),
    cachedPages: count('cached'),
    failedPageNumbers,
    whole: wholeWays.find((way) => way === fields['whole']) ?? null,
    usage: { input_tokens: count('input_tokens'), output_tokens: count('output_tokens') },
    calls: count('calls'),
    costMicroUsd: count('cost_micro_usd'),
    ...(webhook !== undefined && { webhook }),
  };
}

/** What is fixed about a document is read with each of its pages: so many are remembered as parsed. */
const MOST_REMEMBERED = 64;
const remembered = new Map<string, AcceptedDocument>();

/** What was fixed about a document when it was accepted. */
export function acceptedFrom(json: string): AcceptedDocument {
  const known = remembered.get(json);
  if (known !== undefined) return known;
  const accepted = acceptedDocument.parse(JSON.parse(json));
  const oldest = remembered.keys().next();
  if (remembered.size >= MOST_REMEMBERED && oldest.done !== true) remembered.delete(oldest.value);
  remembered.set(json, accepted);
  return accepted;
}

export function isStatus(text: unknown): text is DocumentStatus {
  return documentStatuses.some((status) => status === text);
}
