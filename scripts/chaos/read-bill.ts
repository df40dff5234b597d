import { z } from 'zod';

const auditEntry = z.object({
  request_id: z.string(),
  endpoint: z.string(),
  status: z.int().nullable(),
  outcome: z.string(),
  fault: z.string().nullable(),
  is_client_gone: z.boolean(),
  is_billed: z.boolean(),
  micro_usd: z.int(),
  page_hashes: z.array(z.string()),
  batch_id: z.string().nullable(),
  custom_id: z.string().nullable(),
});
const audit = z.object({
  requests: z.array(auditEntry),
  bill: z.object({ calls: z.int(), micro_usd: z.int() }),
});

/** One call, as the stand-in saw it. */
export type BilledCall = z.output<typeof auditEntry>;

/** What the stand-in charged, call by call. */
export interface BillEvidence {
  readonly paidCalls: number;
  readonly microUsd: number;
  /** Every call that reached it, charged or not. */
  readonly calls: readonly BilledCall[];
}

export async function readBill(simUrl: string): Promise<BillEvidence> {
  const response = await fetch(`${simUrl}/audit`);
  const { requests, bill } = audit.parse(await response.json());
  return {
    paidCalls: bill.calls,
    microUsd: bill.micro_usd,
    calls: requests
      .filter(({ endpoint }) => endpoint === 'messages' || endpoint === 'batch_entry')
      // As the ledger names what is in a batch: it has no request of its own.
      .map((call) =>
        call.batch_id === null || call.custom_id === null
          ? call
          : { ...call, request_id: `${call.batch_id}/${call.custom_id}` },
      ),
  };
}
