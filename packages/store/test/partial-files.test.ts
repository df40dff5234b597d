import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openBlobs } from '../src/index.ts';

const uuid = '2fe5745f-d3fd-4710-8345-e38f5c19bc67';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-partial-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what a killed process was receiving is removed by the next that opens the store', async () => {
  const script = `
    import { openBlobs } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const stream = (async function* () {
      yield Buffer.alloc(9_000);
      process.stdout.write('receiving');
      await new Promise((never) => setTimeout(never, 60_000));
    })();
    await openBlobs(${JSON.stringify(`file://${folder}`)}).put(stream, 1e9);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  const incoming = join(folder, 'incoming');
  expect(await readdir(incoming)).toHaveLength(1);
  // While it lives nobody touches what it has.
  expect(await openBlobs(`file://${folder}`).isWritable()).toBe(true);
  expect(await readdir(incoming)).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(await openBlobs(`file://${folder}`).isWritable()).toBe(true);
  expect(await readdir(incoming)).toEqual([]);
});

test('what others are receiving stays, until nobody has written to it for a day', async () => {
  const incoming = join(folder, 'incoming');
  await openBlobs(`file://${folder}`).isWritable();
  const kept = [`elsewhere.7.${uuid}`, `${hostname()}.${process.ppid}.${uuid}`];
  const left = [`elsewhere.8.${uuid}`, 'of-an-older-release'];
  const before = `${hostname()}.${process.pid}.${uuid}`;
  for (const name of [...kept, ...left, before]) await writeFile(join(incoming, name), 'x');
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  for (const name of left) await utimes(join(incoming, name), yesterday, yesterday);
  const anHourAgo = new Date(Date.now() - process.uptime() * 1_000 - 60_000);
  await utimes(join(incoming, before), anHourAgo, anHourAgo);
  await openBlobs(`file://${folder}`).isWritable();
  const there = (await readdir(incoming)).map((name) => basename(name));
  expect(new Set(there)).toEqual(new Set(kept));
});
