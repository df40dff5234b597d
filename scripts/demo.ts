// The demonstration behind `./scripts/demo`: starts everything, reads the samples before your eyes.
import { createQuireClient } from '@quire/client';
import type { DocumentView } from '@quire/domain';
import { showDocument } from './demo-parts/show-document.ts';
import { startQuire } from './demo-parts/start-quire.ts';

const SAMPLES = [
  { file: 'report.pdf', options: {} },
  { file: 'invoice.pdf', options: { preset: 'invoice' } },
  { file: 'scan.pdf', options: {} },
  { file: 'chart.png', options: {} },
  { file: 'receipt.jpg', options: {} },
  { file: 'form.png', options: {} },
  { file: 'fax.tiff', options: {} },
] as const;

const words = process.argv.slice(2);
if (words.some((word) => word !== '--keep')) {
  console.error('usage: ./scripts/demo [--keep]');
  process.exit(2);
}
const keep = words.length > 0;
const print = (line: string): void => console.log(line);
const title = (text: string): void =>
  print(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`);

title('Starting a Redis, a stand-in for Claude, and one of each role');
const quire = await startQuire((name, line) => print(`${name}: ${line}`));
const interrupted = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});
const showing = show().then(
  () => 0,
  (error: unknown) => {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  },
);
const exitCode = await Promise.race([showing, interrupted.then(() => 130)]);
if (keep && exitCode === 0) {
  print('\nIt stays up: press Ctrl-C to end it.');
  await interrupted;
}
await quire.stop();
process.exit(exitCode);

async function show(): Promise<void> {
  print(
    `The stand-in reads the pictures with a local OCR engine: no key, no cost, and none of Claude's skill.`,
  );
  const client = createQuireClient({ baseUrl: quire.apiUrl });

  title('Seven documents go in; their pages come back as they are read');
  const documents: DocumentView[] = [];
  for (const { file, options } of SAMPLES) {
    documents.push(await client.submit(`samples/${file}`, options));
  }
  const ends = await Promise.all(documents.map((one) => showDocument(client, one, print)));

  title('One page of the report, as Markdown');
  const [report, invoice] = ends;
  if (!report || !invoice) throw new Error('the samples are not all there');
  const page = await client.page(report.id, 2);
  print(page.text.trim());

  title('The invoice, as data');
  const { data } = await client.result(invoice.id);
  print(JSON.stringify(data, null, 2));

  title('What became of each, and what it would have cost');
  for (const { filename, status, pages, usage, cost_usd: cost, reason } of ends) {
    const tokens = `${usage.input_tokens} + ${usage.output_tokens} tokens`;
    const why = reason === null ? '' : ` — ${reason.code}: ${reason.detail}`;
    const count = `${pages.total} ${pages.total === 1 ? 'page' : 'pages'}`;
    print(
      `${String(filename).padEnd(12)} ${status.padEnd(10)} ${count}, ${tokens}, $${cost.toFixed(6)}${why}`,
    );
  }
  const micro = ends.reduce((sum, { cost_usd: cost }) => sum + Math.round(cost * 1e6), 0);
  print(`${'in all'.padEnd(23)} $${(micro / 1e6).toFixed(6)}`);

  title('Where to look');
  print(`documents   ${quire.apiUrl}/v1/documents`);
  print(`a result    ${quire.apiUrl}/v1/documents/${report.id}/result?format=markdown`);
  print(`dashboard   ${quire.apiUrl}/ops/queues`);
  print(`status      ${quire.apiUrl}/v1/status`);
  print(`the bill    ${quire.simUrl}/audit/bill (the stand-in's own)`);
  if (!keep) print('These are gone in a moment: `./scripts/demo --keep` leaves them up.');
}
