import type { WholeSystem } from '../whole-system.ts';

/**
 * What the stand-in does wrong all the time, as shares of all calls. Those that may have been charged
 * come to 0.4 %, so that of 20,000 pages less than one meets two of them and is quarantined. Answers
 * whose usage is a lie are left out: no ledger could agree with that bill.
 */
const SHARES = {
  rate_limit: 0.001,
  ramp_limit: 0.0003,
  overloaded: 0.0003,
  unavailable: 0.0003,
  reset_before: 0.0005,
  api_error: 0.0005,
  bad_gateway: 0.0003,
  timeout: 0.0003,
  cut_body: 0.0008,
  reset_after: 0.0005,
  invalid_json: 0.0005,
  half_body: 0.0003,
  hang: 0.0003,
  // An answer that is cut: the page is asked about again, and may meet any harm in between.
  max_tokens: 0.01,
} as const;

/** Orders the stand-in's faults, decided by the seed and the number of each call. */
export async function dealProviderFaults({ simUrl }: WholeSystem, seed: number): Promise<void> {
  const rules = Object.entries(SHARES).map(([fault, probability], at) => ({
    fault,
    probability,
    seed: seed * 100 + at,
    ...(fault === 'rate_limit' || fault === 'ramp_limit' ? { retry_after_s: 1 } : {}),
    ...(fault === 'hang' || fault === 'half_body' ? { hold_s: 30 } : {}),
  }));
  await postFaults(simUrl, rules);
}

/** From here on the provider answers every call. */
export async function endProviderFaults({ simUrl }: WholeSystem): Promise<void> {
  await postFaults(simUrl, []);
}

async function postFaults(simUrl: string, rules: readonly object[]): Promise<void> {
  const response = await fetch(`${simUrl}/sim/faults`, {
    method: 'POST',
    body: JSON.stringify(rules),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`the stand-in refused the faults: ${await response.text()}`);
}
