import { type Agent, fetch } from 'undici';
import { assertAllowedUrl, type GuardOptions, isAddressRefused } from './guarded-agent.ts';
import { signWebhook } from './sign-webhook.ts';

/** Receivers are asked to answer within 15 to 30 s (Standard Webhooks). */
const TIMEOUT_MS = 15_000;

export interface Delivery {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  readonly secrets: readonly string[];
}

/** What became of one POST. Only 2xx is success; redirects are not followed and count as failures. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'refused address' }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed';
      readonly detail: string;
      /** As the receiver asks. */
      readonly retryAfterMs: number | null;
    };

/** Sends one signed POST. Never throws. @param agent see `createGuardedAgent` */
export async function deliverWebhook(
  { url, id, body, secrets }: Delivery,
  agent: Agent,
  guard: GuardOptions,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  try {
    assertAllowedUrl(new URL(url), guard);
    const timestampS = Math.floor(Date.now() / 1000);
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Quire-Webhooks/1',
        ...signWebhook({ id, timestampS, body }, secrets),
      },
      redirect: 'manual',
      dispatcher: agent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    // The status decides; a receiver that sends a gigabyte is not read.
    await response.body?.cancel();
    if (response.ok) return { kind: 'delivered', status: response.status };
    if (response.status === 410) return { kind: 'gone' };
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      kind: 'failed',
      detail: `the receiver answered ${response.status}`,
      retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
    };
  } catch (error) {
    if (isAddressRefused(error)) return { kind: 'refused address' };
    return { kind: 'failed', detail: reasonOf(error), retryAfterMs: null };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
