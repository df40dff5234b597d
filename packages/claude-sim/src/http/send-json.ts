import { commonHeaders, type Exchange } from './exchange.ts';

/** Answers with JSON, at once, and closes the audit entry. */
export function sendJson(
  { response, requestId, note, sim }: Exchange,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const isClientGone = response.destroyed;
  if (!isClientGone) response.set({ ...commonHeaders(requestId), ...headers }).json(body);
  note({
    outcome: 'answered',
    status: 200,
    answered_at: new Date(sim.now()).toISOString(),
    is_client_gone: isClientGone,
  });
}
