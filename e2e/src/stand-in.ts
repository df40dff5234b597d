import { z } from 'zod';

const bill = z.object({ calls: z.int(), micro_usd: z.int() });

/** Has the stand-in go wrong in these ways from its next call on, and in no other. */
export async function orderFaults(simUrl: string, rules: readonly object[]): Promise<void> {
  const response = await fetch(`${simUrl}/sim/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rules),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
}

/** Ends the waiting for batches: those in progress, and those to come. */
export async function hurryBatches(simUrl: string): Promise<void> {
  const response = await fetch(`${simUrl}/sim/batches/hurry`, { method: 'POST' });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
}

/** Every call that the stand-in charged for, and what they came to. */
export async function simBill(simUrl: string): Promise<z.output<typeof bill>> {
  const response = await fetch(`${simUrl}/audit/bill`);
  return bill.parse(await response.json());
}
