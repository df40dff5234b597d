import type { FailureCode } from '@quire/domain';
import { type Agent, fetch, type Response } from 'undici';
import { explainFailedPost } from './explain-failed-post.ts';
import { assertAllowedUrl, type GuardOptions } from './guarded-agent.ts';
import { readBeginning } from './read-beginning.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { signWebhook } from './sign-webhook.ts';

/** Receivers are asked to answer within 15 to 30 s (Standard Webhooks). */
const TIMEOUT_MS = 15_000;

/** Signs of a refusal that are kept: what a framework says first mostly names the mistake. */
const MOST_KEPT = 500;

export interface Delivery {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  readonly secrets: readonly string[];
  /** When it is sent, in milliseconds since 1970, by a clock that receivers may compare theirs with. */
  readonly atMs: number;
}

/** What became of one POST. Only 2xx is success; redirects are not followed and count as failures. */
export interface DeliveryOutcome {
  /** `refused`: the address itself is not allowed; `abandoned`: let go of, nobody knows its end. */
  readonly kind: 'delivered' | 'failed' | 'gone' | 'refused' | 'abandoned';
  /** null where nothing was answered. */
  readonly statusCode: number | null;
  readonly durationMs: number;
  /** null when delivered. The message names no more of this network than the receiver's own name. */
  readonly error: { readonly code: FailureCode; readonly message: string } | null;
  /** How an answer other than 2xx begins, at most 500 signs. */
  readonly response: string | null;
  /** As the receiver asks. */
  readonly retryAfterMs: number | null;
}

type Ending = Omit<DeliveryOutcome, 'durationMs'>;

/** Sends one signed POST. Never throws. @param agent see `createGuardedAgent` */
export async function deliverWebhook(
  delivery: Delivery,
  agent: Agent,
  guard: GuardOptions,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const startedAt = performance.now();
  const ending = await post(delivery, agent, guard, signal);
  return { ...ending, durationMs: Math.round(performance.now() - startedAt) };
}

async function post(
  { url, id, body, secrets, atMs }: Delivery,
  agent: Agent,
  guard: GuardOptions,
  signal: AbortSignal,
): Promise<Ending> {
  const nothing = { statusCode: null, response: null, retryAfterMs: null };
  try {
    assertAllowedUrl(new URL(url), guard);
  } catch {
    const message = 'Its URL names an address that must not be reached.';
    return { ...nothing, kind: 'refused', error: { code: 'webhook_not_allowed', message } };
  }
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Quire-Webhooks/1',
        ...signWebhook({ id, timestampS: Math.floor(atMs / 1000), body }, secrets),
      },
      redirect: 'manual',
      dispatcher: agent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return await judge(response);
  } catch (error) {
    if (signal.aborted) return { ...nothing, kind: 'abandoned', error: null };
    return { ...nothing, kind: 'failed', error: explainFailedPost(error, TIMEOUT_MS) };
  }
}

/** The status decides, whatever becomes of the body. */
async function judge(response: Response): Promise<Ending> {
  const { status: statusCode } = response;
  if (response.ok) {
    await response.body?.cancel();
    return { kind: 'delivered', statusCode, error: null, response: null, retryAfterMs: null };
  }
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
  const beginning = response.body === null ? '' : await readBeginning(response.body, MOST_KEPT);
  const code = codeOf(statusCode);
  const message = `The receiver answered ${statusCode}.`;
  return {
    kind: code === 'webhook_gone' ? 'gone' : 'failed',
    statusCode,
    error: { code, message },
    response: beginning === '' ? null : beginning,
    retryAfterMs,
  };
}

function codeOf(status: number): FailureCode {
  if (status === 410) return 'webhook_gone';
  return status >= 300 && status < 400 ? 'webhook_redirected' : 'webhook_failed';
}
