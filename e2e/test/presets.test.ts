import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { builtInPresets, type DocumentOptions } from '@quire/domain';
import { type S3Server, startS3Server } from '@quire/testkit';
import { z } from 'zod';
import { ended, result, submitFile } from '../src/documents.ts';
import { ROOT, startSystem, type System } from '../src/system.ts';

/** The sample that is nearest to what a preset is for; a form of one page for all others. */
const samples: Readonly<Record<string, string>> = {
  invoice: 'invoice.pdf',
  receipt: 'receipt.jpg',
  chart: 'chart.png',
};
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: { title: { type: 'string', minLength: 1 } },
  required: ['title'],
};
const asked: readonly (readonly [name: string, options: DocumentOptions])[] = [
  ...[...builtInPresets.values()]
    .filter(({ task }) => task !== 'compare')
    .map(({ name }) => [name, { preset: name }] as const),
  ['transcribe', { transcribe: { headers_footers: 'drop', figures: 'describe' } }],
  ['extract', { task: 'extract', schema }],
  ['ask', { task: 'ask', prompt: 'Who has to sign?' }],
];

let system: System;
let s3: S3Server;
// Originals in a bucket, for once: every process works from copies of its own.
beforeAll(async () => {
  s3 = await startS3Server();
  system = await startSystem({
    sim: ['--engine', 'ocr', '--tokens-per-second', '0'],
    concurrency: 4,
    env: { ...s3.keys, QUIRE_BLOBS: `s3://${s3.bucket}/quire?endpoint=${s3.url}` },
  });
}, 150_000);
afterAll(async () => {
  await system.stop();
  await s3.stop();
}, 150_000);

test.each(asked)(
  '%s is asked of a page, and answered in its form',
  async (name, options) => {
    const file = join(ROOT, 'samples', samples[name] ?? 'form.png');
    const { id } = await submitFile(system.url, file, options);
    expect(await ended(system.url, id, 120_000)).toMatchObject({ status: 'completed' });
    const { pages, data } = await result(system.url, id);
    expect(pages.map(({ verdict }) => verdict)).toEqual(['ok']);
    const wanted = options.schema ?? builtInPresets.get(options.preset ?? '')?.schema;
    const required = wanted?.['required'];
    const fields = Array.isArray(required) ? required.map(String).toSorted() : null;
    const given = z.record(z.string(), z.unknown()).nullable().parse(data);
    expect(given && Object.keys(given).toSorted()).toEqual(fields);
  },
  150_000,
);
