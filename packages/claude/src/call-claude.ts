import type Anthropic from '@anthropic-ai/sdk';
import type { FailureCode } from '@quire/domain';
import { classifyError, headersOf } from './classify-error.ts';
import type { Answer, Outcome, Refusal } from './outcome.ts';
import { plainDetail } from './plain-detail.ts';
import { readAnswer } from './read-answer.ts';
import { readBody } from './read-body.ts';
import type { PostMessage } from './post-message.ts';
import { type HeadersRead, seenLimits } from './read-headers.ts';
import type { ReceivedResponse } from './received-response.ts';
import { successorHint } from './successors.ts';

type Request = Anthropic.MessageCreateParamsNonStreaming;

/**
 * One call under one deadline, from connecting to the body's last byte.
 * @param signal lets go of the call; what was sent may be charged, so it ends as ambiguous
 */
export async function callClaude(
  post: PostMessage,
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
  let headers: HeadersRead | null = null;
  const finish = (
    end: { readonly kind: 'accepted'; readonly answer: Answer } | Refusal,
  ): Outcome => ({
    ...end,
    requestId: headers?.get('request-id') ?? null,
    tookMs: Math.round(performance.now() - sentAt),
    seen: headers && seenLimits(headers),
  });
  try {
    const response = await post(request, bounded);
    headers = response.headers;
    return finish(await readOutcome(response, request, bounded));
  } catch (error) {
    headers ??= headersOf(error);
    if (!bounded.aborted || headersOf(error) !== null) {
      return finish(asAbout(request, classifyError(error)));
    }
    const detail = isLate ? `no answer in ${deadlineMs} ms` : 'the worker let go of it';
    return finish({ kind: 'ambiguous', code: 'claude_timeout', detail });
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', letGo);
  }
}

const OF_THE_PICTURE = new Set<FailureCode>([
  'claude_request_rejected',
  'claude_request_too_large',
]);

/**
 * What a refusal means for this request. A model that is gone halts its lane: whoever mends that has to
 * know what to set. And where Claude was to fetch a picture, what it dislikes is what it found there, or
 * did not: to an address that does not answer the API gives no code of its own.
 */
function asAbout({ model, messages }: Request, refusal: Refusal): Refusal {
  if (refusal.code === 'claude_model_unknown') {
    return { ...refusal, detail: `${refusal.detail}${successorHint(model)}` };
  }
  const isFetched = messages.some(
    ({ content }) =>
      typeof content !== 'string' &&
      content.some((block) => block.type === 'image' && block.source.type === 'url'),
  );
  return isFetched && OF_THE_PICTURE.has(refusal.code)
    ? { ...refusal, code: 'claude_address_rejected' }
    : refusal;
}

/** @throws the signal's reason once it was aborted */
async function readOutcome(
  response: ReceivedResponse,
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
