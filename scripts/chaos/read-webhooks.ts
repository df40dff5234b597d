import type { Delivery } from '@quire/testkit';
import { z } from 'zod';

/** What receivers heard of documents that ended. */
export interface WebhookEvidence {
  /** Deliveries, repetitions included. */
  readonly deliveries: number;
  /** Documents that nobody was told of. */
  readonly untold: readonly string[];
  /** Documents that were told of under more than one id, or with an end that is not theirs. */
  readonly toldWrong: readonly string[];
}

const event = z.object({ type: z.string(), data: z.object({ id: z.string() }) });

/** Holds the deliveries, deduped by `webhook-id` as receivers must, against how documents ended. */
export function readWebhooks(
  deliveries: readonly Delivery[],
  ended: ReadonlyMap<string, { readonly status: string }>,
): WebhookEvidence {
  const told = new Map<string, Set<string>>();
  for (const { headers, body } of deliveries) {
    const { type, data } = event.parse(JSON.parse(body.toString()));
    const events = told.get(data.id) ?? new Set();
    told.set(data.id, events.add(`${String(headers['webhook-id'])} ${type}`));
  }
  const wrong = [...told].filter(([id, events]) => {
    const [only = ''] = events;
    return events.size !== 1 || !only.endsWith(` document.${ended.get(id)?.status}`);
  });
  return {
    deliveries: deliveries.length,
    untold: [...ended.keys()].filter((id) => !told.has(id)),
    toldWrong: wrong.map(([id]) => id),
  };
}
