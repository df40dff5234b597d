/** What the limiter has to be told of one reservation. */
interface Debt {
  readonly reservationId: string;
  /** As JSON. */
  readonly settlement: string;
}

/** Shaped like the store's calls and, but for the JSON, the limiter. */
export interface DebtPorts {
  readonly calls: {
    debts(documentId: string): Promise<readonly Debt[]>;
    settled(documentId: string, debt: Debt): Promise<void>;
  };
  /** Books a settlement, given as JSON. A second one of the same reservation must change nothing. */
  readonly settle: (settlement: string) => Promise<void>;
}

/**
 * Tells the limiter what became of a document's calls. A debt is struck off only after it was told,
 * so a kill in between tells it twice, and never not at all.
 */
export async function settleDebts(
  documentId: string,
  { calls, settle }: DebtPorts,
): Promise<number> {
  const debts = await calls.debts(documentId);
  for (const debt of debts) {
    await settle(debt.settlement);
    await calls.settled(documentId, debt);
  }
  return debts.length;
}
