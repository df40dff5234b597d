// Sums up what every package's run left behind, as the last line of `./scripts/test`.
import { globSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const count = z.object({ passed: z.int(), failed: z.int() });

const [checked = 1, ...runs] = process.argv.slice(2).map(Number);
const counts = globSync(['{apps,packages}/*/.test-count.json', 'e2e/.test-count.json']).map(
  (file) => count.parse(JSON.parse(readFileSync(file, 'utf8'))),
);
// Format, lint, types, boundaries and unused code are one test together.
counts.push(checked === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
const passed = counts.reduce((sum, one) => sum + one.passed, 0);
let failed = counts.reduce((sum, one) => sum + one.failed, 0);
// A run that broke before it could count anything has failed all the same.
if (failed === 0 && runs.some((code) => code !== 0)) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
