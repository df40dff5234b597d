/**
 * `unsafe`: money would be spent that may be lost, so none is. `broken`: nothing can be bought, at no
 * cost. `warning`: it works, and somebody should look at it. `ok`: looked at, and well.
 */
export type Severity = 'unsafe' | 'broken' | 'warning' | 'ok';

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** What is the case. */
  readonly says: string;
  /** How to mend it; empty where nothing has to be done. */
  readonly mend: string;
}

/** Something that was looked at, and is well. */
export function ok(code: string, says: string): Finding {
  return { code, severity: 'ok', says, mend: '' };
}

/** Something that somebody has to look at. */
export function finding(
  code: string,
  severity: Severity,
  says: string,
  { mend }: { readonly mend: string },
): Finding {
  return { code, severity, says, mend };
}
