import type { Finding } from './judge-run.ts';

/** Prints a row a promise, those that are broken marked. */
export function printFindings(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ promise }) => promise.length));
  for (const { promise, found, holds } of findings) {
    console.log(`  ${holds ? 'holds ' : 'BROKEN'}  ${promise.padEnd(width)}  ${found}`);
  }
}
