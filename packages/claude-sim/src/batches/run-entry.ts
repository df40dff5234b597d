import { ApiError } from '../api/api-error.ts';
import { errorBody } from '../api/error-body.ts';
import { standinId } from '../api/standin-id.ts';
import type { Note } from '../audit/audit-log.ts';
import { faultError } from '../faults/fault-error.ts';
import { strikesAt } from '../faults/fault-kinds.ts';
import { pageHashes } from '../sim/page-hashes.ts';
import { produceCall } from '../sim/produce-call.ts';
import type { Sim } from '../sim/sim.ts';
import { strikeRequest } from '../sim/strike-request.ts';
import { countInput, inputParts } from '../tokens/count-input.ts';
import { remember, useCache } from '../tokens/prompt-cache.ts';
import type { Batch, BatchEntry, EntryResult } from './batch.ts';
import { checkParams } from './check-params.ts';

/** Runs one entry of a batch: at half the price, outside the limits, errors as results. */
export async function runEntry(sim: Sim, batch: Batch, entry: BatchEntry): Promise<EntryResult> {
  const requestId = standinId('req');
  const note = sim.audit.open(
    {
      request_id: requestId,
      endpoint: 'batch_entry',
      lane: 'batch',
      batch_id: batch.id,
      custom_id: entry.customId,
    },
    sim.now(),
  );
  const answered_at = (): string => new Date(sim.now()).toISOString();
  try {
    const result = await answerEntry(sim, batch, entry, note);
    const outcome = result.type === 'succeeded' ? 'answered' : result.type;
    note({ outcome: outcome === 'errored' ? 'error' : outcome, answered_at: answered_at() });
    return result;
  } catch (thrown) {
    const error =
      thrown instanceof ApiError ? thrown : new ApiError(500, 'api_error', String(thrown));
    note({
      outcome: 'error',
      status: error.status,
      error_type: error.type,
      error_message: error.message,
      answered_at: answered_at(),
    });
    return { type: 'errored', error: errorBody(error, requestId) };
  }
}

async function answerEntry(
  sim: Sim,
  batch: Batch,
  entry: BatchEntry,
  note: Note,
): Promise<EntryResult> {
  const request = checkParams(entry.params, batch.version, sim.now());
  note({ model: request.model.id, page_hashes: pageHashes(request) });
  const rule = strikeRequest(sim, 'batch_entry', request);
  note({ fault: rule?.fault ?? null });
  if (rule?.fault === 'batch_expired') return { type: 'expired' };
  if (rule?.fault === 'batch_canceled') return { type: 'canceled' };
  if (rule !== undefined && strikesAt('error', rule.fault)) {
    throw faultError(rule.fault, rule, request.modelName);
  }
  const parts = inputParts(request);
  const cacheUse = useCache(sim.cache, { request, parts, workspace: 'batches' }, sim.now());
  const { message, facts } = await produceCall(sim, {
    request,
    inputTokens: countInput(parts),
    cacheUse,
    rule,
    terms: { isBatch: true, isUsOnly: request.isUsOnly },
  });
  remember(sim.cache, cacheUse, sim.now());
  note({ ...facts, status: 200 });
  return { type: 'succeeded', message };
}
