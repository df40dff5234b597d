import {
  acceptedDocument,
  type DocumentRecord,
  type DocumentStatus,
  documentStatuses,
  endReason,
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
  return {
    ...acceptedDocument.parse(JSON.parse(accepted)),
    status,
    reason: reason ? endReason.parse(JSON.parse(reason)) : null,
    parked: parked ? parkedFor.parse(JSON.parse(parked)) : null,
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
  };
}

export function isStatus(text: unknown): text is DocumentStatus {
  return documentStatuses.some((status) => status === text);
}
