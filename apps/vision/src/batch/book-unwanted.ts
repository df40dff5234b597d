import { findModel, readBatchResult } from '@quire/claude';
import { noTokens } from '@quire/domain';
import { used } from '../call-settlement.ts';
import { chargeFor } from '../conclude-call.ts';
import { reservationOf } from './batched-call.ts';
import { bookCall, closeCall, type CloseCallPorts } from './close-call.ts';
import type { ArrivedAnswer } from './arrived-answer.ts';

/**
 * Books what came back for a page that nobody waits for any more: its document was cancelled, or another
 * answer has become the page's. It was paid for, and is in the ledger as waste.
 */
export async function bookUnwanted(arrived: ArrivedAnswer, ports: CloseCallPorts): Promise<void> {
  const model = findModel(arrived.model);
  const asked = { model: model.id, max_tokens: model.maxOutputTokens };
  const result = readBatchResult(arrived.result, arrived.name, asked);
  if (result.kind === 'unreadable') {
    const code = 'claude_answer_unreadable';
    await closeCall(arrived, { class: 'ambiguous', code }, arrived.name, ports);
    return;
  }
  if (result.kind === 'free') {
    await closeCall(arrived, { class: 'free', code: result.code }, arrived.name, ports);
    return;
  }
  const charge = chargeFor(result.answer, model, arrived.input_tokens, 'batch');
  const { usage, tokens, costMicroUsd } = charge;
  const plan = { need: { kind: arrived.kind } };
  const facts = { usage, costMicroUsd, tookMs: 0, seen: null };
  await bookCall(
    arrived,
    {
      attempt: arrived.attempt,
      class: costMicroUsd === 0 ? 'free' : 'waste',
      code: null,
      usage: costMicroUsd === 0 ? noTokens : tokens,
      costMicroUsd,
      requestId: arrived.name,
      settlement: JSON.stringify(used(reservationOf(arrived), plan, facts)),
    },
    ports,
  );
}
