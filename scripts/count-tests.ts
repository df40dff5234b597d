// Sums up what every package's run left behind, at the end of `./scripts/test`: what failed, once more, for it
// may stand thousands of lines above, and the numbers, as the last line.
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const count = z.object({ passed: z.int(), failed: z.int(), failures: z.array(z.string()) });

const [checked = 1, ...runs] = process.argv.slice(2).map(Number);
const files = globSync(['{apps,packages}/*/.test-count.json', 'e2e/.test-count.json']);
const counts = files.map((file) => {
  const run = count.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const failure of run.failures) console.log(`\nFAILED ${dirname(file)}/${failure}`);
  return run;
});
// Format, lint, types, boundaries and unused code are one test together.
const isClean = checked === 0;
if (!isClean) console.log('\nFAILED npm run check: what it says stands at the top');
counts.push({ passed: isClean ? 1 : 0, failed: isClean ? 0 : 1, failures: [] });
const passed = counts.reduce((sum, one) => sum + one.passed, 0);
let failed = counts.reduce((sum, one) => sum + one.failed, 0);
// A run that broke before it could count anything has failed all the same.
if (failed === 0 && runs.some((code) => code !== 0)) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
