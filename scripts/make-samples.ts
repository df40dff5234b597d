// Makes the documents in samples/ and says in expected.json what is to be read on their pages.
import { mkdir, writeFile } from 'node:fs/promises';
import { makeChart } from './samples/make-chart.ts';
import { makeFax } from './samples/make-fax.ts';
import { makeForm } from './samples/make-form.ts';
import { makeInvoice } from './samples/make-invoice.ts';
import { makeReceipt } from './samples/make-receipt.ts';
import { makeReport } from './samples/make-report.ts';
import { makeScan } from './samples/make-scan.ts';
import type { Sample } from './samples/sample.ts';

const folder = new URL('../samples/', import.meta.url);

await mkdir(folder, { recursive: true });
const samples: Sample[] = [];
for (const make of [makeReport, makeInvoice, makeScan, makeChart, makeReceipt, makeForm, makeFax]) {
  const sample = await make();
  refuseSharedWords(sample);
  await writeFile(new URL(sample.file, folder), sample.bytes);
  console.log(`${sample.file.padEnd(14)}${Math.ceil(sample.bytes.length / 1024)} kB`);
  samples.push(sample);
}
const expected = Object.fromEntries(samples.map(({ file, pages }) => [file, pages]));
await writeFile(new URL('expected.json', folder), `${JSON.stringify(expected, null, 2)}\n`);
await writeFile(new URL('README.md', folder), readme());

/** A word named for two pages would let a test pass with the pages in the wrong order. */
function refuseSharedWords({ file, pages }: Sample): void {
  const words = pages.flatMap((page) => page.words);
  const repeated = words.find((word, at) => words.indexOf(word) !== at);
  if (repeated !== undefined) throw new Error(`${file}: "${repeated}" is named for two pages`);
}

function readme(): string {
  return [
    '# Samples',
    '',
    'Documents to try Quire on. Everything in them is invented; `node scripts/make-samples.ts` makes them.',
    '',
    ...samples.map(({ file, about }) => `- \`${file}\`: ${about}`),
    '- `expected.json`: for each file and page, words that are printed there and on no other page of the file, in lower case; `blank` marks an empty page, `turned` says how many degrees clockwise a page stands away from upright',
    '',
  ].join('\n');
}
