import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startProcess } from '@quire/testkit';
import { openSpool } from '../src/index.ts';
import { all } from './connect.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'quire-spool-')), 'deep', 'spool');
});
afterEach(() => rm(join(folder, '../..'), { recursive: true }));

test('what a killed process kept is taken by the next, oldest first, and gone once it is let go of', async () => {
  const script = fileURLToPath(new URL('spooling-process.ts', import.meta.url));
  const worker = await startProcess({
    command: process.execPath,
    args: [script, folder, 'first', 'second'],
  });
  worker.kill('SIGKILL');
  await worker.exit;
  const spool = openSpool(folder);
  expect(await spool.count()).toBe(2);
  const taken = await all(spool.takeAll());
  expect(taken.map(({ text }) => text)).toEqual(['first', 'second']);
  // A taker that dies here leaves them to the next.
  expect((await all(spool.takeAll())).map(({ text }) => text)).toEqual(['first', 'second']);
  for (const kept of await all(spool.takeAll())) await kept.letGo();
  for (const kept of taken) await kept.letGo();
  expect(await readdir(folder)).toEqual([]);
});

test('of several who take at once each file reaches one, and none stumbles over what another took', async () => {
  const spool = openSpool(folder);
  const texts = Array.from({ length: 20 }, (_, at) => `text ${at}`);
  for (let round = 0; round < 5; round += 1) {
    for (const text of texts) await spool.keep(text);
    const takers = await Promise.all([1, 2, 3].map(() => all(drain(spool.takeAll()))));
    expect(new Set(takers.flat())).toEqual(new Set(texts));
    expect(await spool.count()).toBe(0);
  }
});

async function* drain(kept: ReturnType<Awaited<ReturnType<typeof openSpool>>['takeAll']>) {
  for await (const one of kept) {
    await one.letGo();
    yield one.text;
  }
}

test('half a file is none, and a folder that takes no file says so', async () => {
  const spool = openSpool(folder);
  await writeFile(join(folder, '1-half.json.draft'), '{');
  expect(await all(spool.takeAll())).toEqual([]);
  await rm(folder, { recursive: true });
  await expect(spool.keep('lost')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a folder that cannot be made is said at once, and one that can is made with those above it', async () => {
  expect(() => openSpool('/proc/nope')).toThrow(/ENOENT|EACCES|EPERM/);
  expect(await openSpool(folder).count()).toBe(0);
  await writeFile(join(folder, 'file'), '');
  expect(() => openSpool(join(folder, 'file'))).toThrow(/is not a folder|EACCES/);
  expect(() => openSpool(join(folder, 'file', 'below'))).toThrow(/ENOTDIR/);
});
