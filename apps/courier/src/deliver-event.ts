import { Failure, viewDocument, webhookBody } from '@quire/domain';
import { FailedForGood, type JobContext, type JobOf, RetryNotBefore } from '@quire/queues';
import type { Documents } from '@quire/store';
import type { Delivery, DeliveryOutcome } from '@quire/webhooks';

export interface DeliverPorts {
  readonly documents: Pick<Documents, 'read'>;
  /** Sends one signed POST; never throws. */
  readonly deliver: (delivery: Delivery, signal: AbortSignal) => Promise<DeliveryOutcome>;
  /** Signs for documents that brought no secret of their own. */
  readonly defaultSecret: string | undefined;
}

/**
 * Tells a document's receiver how it ended. A kill after the POST and before its record sends it
 * again under the same id, by which receivers tell a repetition.
 * @throws FailedForGood when no further try can help, RetryNotBefore or Failure for another try
 */
export async function deliverEvent(
  { documentId, webhookId, type }: JobOf<'webhooks'>,
  ports: DeliverPorts,
  { abandoned }: Pick<JobContext, 'abandoned'>,
): Promise<void> {
  const document = await ports.documents.read(documentId);
  const webhook = document?.options.webhook;
  // The document's retention passed, or it was removed: there is nothing left to tell.
  if (!document || !webhook) return;
  const secret = webhook.secret ?? ports.defaultSecret;
  const outcome = await ports.deliver(
    {
      url: webhook.url,
      id: webhookId,
      body: webhookBody(type, document.finishedAtMs ?? 0, viewDocument(document, null)),
      secrets: secret === undefined ? [] : [secret],
    },
    abandoned,
  );
  switch (outcome.kind) {
    case 'delivered':
      return;
    case 'refused address': {
      const failure = new Failure('webhook_not_allowed');
      throw new FailedForGood(`${failure.code}: ${failure.message}`, failure);
    }
    case 'gone':
      throw new FailedForGood('webhook_failed: the receiver answered 410, it is gone', undefined);
    case 'failed':
      throw new RetryNotBefore(outcome.retryAfterMs ?? 0, `webhook_failed: ${outcome.detail}`);
  }
}
