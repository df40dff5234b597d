import type Anthropic from '@anthropic-ai/sdk';
import { classifyError, headersOf } from './classify-error.ts';
import type { Answer, Outcome, Refusal } from './outcome.ts';
import { plainDetail } from './plain-detail.ts';
import { readAnswer } from './read-answer.ts';
import { readBody } from './read-body.ts';
import { seenLimits } from './read-headers.ts';
import { successorHint } from './successors.ts';

type Request = Anthropic.MessageCreateParamsNonStreaming;

/**
 * One call under one deadline, from connecting to the body's last byte. The SDK's own timeout ends
 * with the headers (measured), so the deadline is a signal of ours.
 * @param signal lets go of the call; what was sent may be charged, so it ends as ambiguous
 */
export async function callClaude(
  client: Anthropic,
  request: Request,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const sentAt = performance.now();
  // By hand: a signal made of two cost more than all else here, and it may be collected unheard.
  const bound = new AbortController();
  const { signal: bounded } = bound;
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    bound.abort();
  }, deadlineMs);
  const letGo = (): void => bound.abort();
  signal.addEventListener('abort', letGo, { once: true });
  if (signal.aborted) letGo();
  // Kept beside the body: one that breaks off must not take the call's name with it.
  let headers: Headers | null = null;
  const finish = (
    end: { readonly kind: 'accepted'; readonly answer: Answer } | Refusal,
  ): Outcome => ({
    ...end,
    requestId: headers?.get('request-id') ?? null,
    tookMs: Math.round(performance.now() - sentAt),
    seen: headers && seenLimits(headers),
  });
  try {
    const response = await client.messages
      .create(request, { signal: bounded, timeout: deadlineMs })
      .asResponse();
    headers = response.headers;
    return finish(await readOutcome(response, request, bounded));
  } catch (error) {
    headers ??= headersOf(error);
    if (!bounded.aborted || headersOf(error) !== null) {
      return finish(namingSuccessor(classifyError(error), request.model));
    }
    const detail = isLate ? `no answer in ${deadlineMs} ms` : 'the worker let go of it';
    return finish({ kind: 'ambiguous', code: 'claude_timeout', detail });
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', letGo);
  }
}

/** A model that is gone halts its lane: whoever mends that has to know what to set. */
function namingSuccessor(refusal: Refusal, model: string): Refusal {
  if (refusal.code !== 'claude_model_unknown') return refusal;
  return { ...refusal, detail: `${refusal.detail}${successorHint(model)}` };
}

/** @throws the signal's reason once it was aborted */
async function readOutcome(
  response: Response,
  request: Request,
  signal: AbortSignal,
): Promise<{ readonly kind: 'accepted'; readonly answer: Answer } | Refusal> {
  const body = await readBody(response, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  if (body === null) return unreadable('the body broke off or was too long');
  const answer = readAnswer(body, response.headers.get('request-id'), request);
  return answer === null ? unreadable('the body is not a message') : { kind: 'accepted', answer };
}

function unreadable(detail: string): Refusal {
  return { kind: 'ambiguous', code: 'claude_answer_unreadable', detail: plainDetail(detail) };
}
