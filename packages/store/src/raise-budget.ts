import type { Redis } from 'ioredis';
import { z } from 'zod';
import { loadScript } from './script.ts';

const raiseBudgetScript = loadScript('raise-budget-1', 'bell');

/** Loose: what a newer version wrote beside it has to stay. */
const capped = z.looseObject({
  options: z.looseObject({ budget_usd: z.number().optional() }),
});

/**
 * Raises a document's own cap. Each call for it tells the limiter the cap it was read with, so the next
 * one is held to the new: nothing else has to be written.
 * @param key the document's hash
 * @returns the cap in force afterwards, in dollars: at least `budgetUsd`, or what was higher already;
 * null where the document has none, or is gone
 */
export async function raiseBudget(
  redis: Redis,
  key: string,
  budgetUsd: number,
): Promise<number | null> {
  for (;;) {
    const accepted = await redis.hget(key, 'accepted');
    if (accepted === null) return null;
    const document = capped.parse(JSON.parse(accepted));
    const present = document.options.budget_usd;
    if (present === undefined) return null;
    if (present >= budgetUsd) return present;
    const raised = { ...document, options: { ...document.options, budget_usd: budgetUsd } };
    const reply = await raiseBudgetScript.run(redis, [key], [accepted, JSON.stringify(raised)]);
    if (reply === null) return null;
    if (reply === 1) return budgetUsd;
  }
}
