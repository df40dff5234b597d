import { z } from 'zod';

const bill = z.object({ calls: z.int(), micro_usd: z.int() });

/** Every call that the stand-in charged for, and what they came to. */
export async function simBill(simUrl: string): Promise<z.output<typeof bill>> {
  const response = await fetch(`${simUrl}/audit/bill`);
  return bill.parse(await response.json());
}
