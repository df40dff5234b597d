import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { runCli } from './run-cli.ts';
import { type RunningQuire, startQuire } from './start-quire.ts';

jest.setTimeout(180_000);

const SAMPLES = resolve(import.meta.dirname, '../../../samples');

const estimate = z.looseObject({
  pages: z.int(),
  input_tokens: z.int(),
  output_tokens_range: z.object({ low: z.number(), high: z.number() }),
  cost_usd: z.object({ low: z.number(), high: z.number() }),
  seconds: z.number(),
  estimates: z.array(z.looseObject({ model: z.string(), lane: z.string() })),
  warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
});
const reconciliation = z.looseObject({
  total: z.object({
    ours: z.int(),
    theirs: z.int(),
    difference: z.int(),
    unaccountedRatio: z.number(),
  }),
  calls: z.looseObject({
    unknownToUs: z.array(z.looseObject({ requestId: z.string() })),
    unknownToThem: z.array(z.string()),
    otherPrice: z.array(z.unknown()),
  }),
});

let quire: RunningQuire;
let environment: Readonly<Record<string, string>>;
let folder = '';

beforeAll(async () => {
  const budgets = JSON.stringify({ default: { day_usd: 0.5 } });
  // Answers with the text that is really on the page: what is estimated is what is answered.
  quire = await startQuire({ QUIRE_BUDGETS: budgets }, 'ocr');
  environment = { QUIRE_URL: quire.url };
  folder = await mkdtemp(join(tmpdir(), 'quire-money-'));
});

afterAll(async () => {
  await quire.stop();
  await rm(folder, { recursive: true, force: true });
});

async function said(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(words, environment);
  if (code !== 0) throw new Error(`quire ${words.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

describe('an estimate', () => {
  test.each([
    ['report.pdf', []],
    ['scan.pdf', []],
    ['receipt.jpg', []],
    ['invoice.pdf', ['--preset', 'invoice']],
  ])('of %s holds what it then really costs', async (name, more) => {
    const file = join(SAMPLES, name);
    const found = estimate.parse(JSON.parse(await said('estimate', file, ...more, '--json')));
    expect(calls()).toEqual([]);
    await said('submit', file, ...more, '--wait');
    const { bill } = quire.sim.audit();
    const { low, high } = found.cost_usd;
    expect(bill.micro_usd).toBeGreaterThanOrEqual(low * 1e6);
    expect(bill.micro_usd).toBeLessThanOrEqual(high * 1e6);
    const [model] = Object.values(bill.models);
    // Pictures are drawn to be counted: what is in doubt is the prompt alone.
    expect(found.input_tokens / (model?.tokens.input ?? 0)).toBeCloseTo(1, 1);
    expect(found.estimates.map(({ lane }) => lane)).toEqual(['realtime', 'batch']);
    process.stdout.write(
      `${name}: $${low} to $${high}, really $${bill.micro_usd / 1e6}; input ${found.input_tokens}, really ${model?.tokens.input}\n`,
    );
    keepBill();
  });

  test('leaves nothing behind, and names the budget that it would use up', async () => {
    const before = await readdir(quire.workerEnvironment['QUIRE_BLOBS']?.slice(5) ?? '');
    const options = ['--option', 'model=claude-fable-5-1'];
    const file = join(SAMPLES, 'report.pdf');
    const found = estimate.parse(JSON.parse(await said('estimate', file, ...options, '--json')));
    expect(found.warnings).toEqual([
      { code: 'budget_reached', detail: expect.stringContaining('tenant:default:') },
    ]);
    expect(await readdir(quire.workerEnvironment['QUIRE_BLOBS']?.slice(5) ?? '')).toEqual(before);
    const listed = (await readdir(tmpdir())).filter((name) => name.startsWith('quire-estimate-'));
    expect(listed).toEqual([]);
  });

  test('counts one page as one', async () => {
    expect(await said('estimate', join(SAMPLES, 'invoice.pdf'))).toContain('invoice.pdf: 1 page\n');
  });

  test('is refused as the document itself would be', async () => {
    await writeFile(join(folder, 'notes.pdf'), 'no PDF at all');
    const { code, stderr } = await runCli(['estimate', join(folder, 'notes.pdf')], environment);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('unsupported_media_type'),
    });
  });
});

/** Requests of the stand-in before its bill was cleared: the ledger remembers all of them. */
const requests: unknown[] = [];

function keepBill(): void {
  requests.push(...calls());
  quire.sim.clearAudit();
}

/** Without what is free and no call: counted prompts, and the doctor's question. */
function calls(): unknown[] {
  return quire.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

describe('the ledger', () => {
  test('is the bill, to the micro-dollar and call by call', async () => {
    const file = join(folder, 'bill.json');
    await writeFile(file, JSON.stringify({ standin: true, requests }));
    const result = reconciliation.parse(
      JSON.parse(await said('ledger', 'reconcile', file, '--json')),
    );
    expect(result.total.theirs).toBeGreaterThan(0);
    expect(result.total).toMatchObject({ difference: 0, unaccountedRatio: 0 });
    expect(result.calls).toMatchObject({ unknownToUs: [], unknownToThem: [], otherPrice: [] });
  });

  test('says what it cannot explain, and ends with 3', async () => {
    const stranger = {
      request_id: 'req_of_somebody_else',
      arrived_at: new Date().toISOString(),
      model: 'claude-haiku-5-5',
      is_billed: true,
      micro_usd: 4_321,
    };
    const file = join(folder, 'larger-bill.json');
    await writeFile(file, JSON.stringify({ standin: true, requests: [...requests, stranger] }));
    const { code, stdout } = await runCli(['ledger', 'reconcile', file], environment);
    expect(code).toBe(3);
    expect(stdout).toMatch(/in all +\$\S+ +\$\S+ +\$0\.004321 /);
    expect(stdout).toContain('req_of_somebody_else $0.004321');
  });

  test('is exported whole, as lines and as a table, and added up', async () => {
    const lines = (await said('ledger', 'export')).trimEnd().split('\n');
    const outcomes = lines.filter((line) => line.includes('"kind":"outcome"'));
    expect(outcomes).toHaveLength(requests.length);
    const csv = (await said('ledger', 'export', '--format', 'csv')).trimEnd().split('\r\n');
    expect(csv).toHaveLength(lines.length + 1);
    expect(csv[0]).toMatch(/^id,at,tenant,document,page,/);
    for (const by of ['tenant', 'day', 'model']) {
      const totals = await said('ledger', 'totals', '--by', by);
      expect(totals).toMatch(/\nin all \$0\.0\d+\n$/);
    }
    expect(await said('ledger', 'export', '--until', '2020-01-01', '--since', '2019-01-01')).toBe(
      '',
    );
  });

  test.each([
    [['ledger']],
    [['ledger', 'burn']],
    [['ledger', 'reconcile']],
    [['ledger', 'export', '--format', 'xls']],
  ])('%j cannot be meant', async (words) => {
    expect((await runCli(words, environment)).code).toBe(2);
  });
});

test('the doctor finds nothing unsafe where all this was paid', async () => {
  const { code, stdout } = await runCli(['doctor'], quire.workerEnvironment);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining('unsafe') });
  expect(stdout).toMatch(/ok +epoch/);
  const presets = join(folder, 'presets');
  await mkdir(presets);
  const old = { title: 'Old', description: 'Old.', task: 'transcribe', prompt: 'Read it all.' };
  const preset = { ...old, defaults: { strong_model: 'claude-sonnet-4-20250514' } };
  await writeFile(join(presets, 'old.json'), JSON.stringify(preset));
  const nowhere = {
    ...quire.workerEnvironment,
    REDIS_URL: 'redis://127.0.0.1:1',
    QUIRE_PRESETS: presets,
  };
  const bad = await runCli(['doctor', '--json'], nowhere);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain('redis_unreachable');
  expect(bad.stdout).toContain('It is named by the preset old.');
});
