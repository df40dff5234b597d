import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '@quire/domain';
import { openOriginals } from '../src/blobs/originals.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-originals-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hashOf = (nth: number): string => createHash('sha256').update(String(nth)).digest('hex');
const AN_HOUR_MS = 3_600_000;

/** The hashes of the copies that are there. */
async function copies(): Promise<Set<string>> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Set(all.filter((entry) => entry.isFile()).map(({ name }) => name));
}

/** Writes 1,000 bytes where there is room: the disk takes `most` copies, and has one that is always full. */
function fetchTo(most: number): (sha256: string, partial: string) => Promise<void> {
  return async (_sha256, partial) => {
    const { size } = await copies();
    const path = size < most ? partial : '/dev/full';
    await writeFile(path, Buffer.alloc(1_000)).catch((cause: unknown) => {
      throw new Failure('originals_unavailable', { cause });
    });
  };
}

async function ageAll(): Promise<void> {
  for (const nth of [1, 2, 3, 4]) {
    const longAgo = new Date(Date.now() - AN_HOUR_MS + nth * 60_000);
    const path = join(folder, hashOf(nth).slice(0, 2), hashOf(nth));
    await utimes(path, longAgo, longAgo).catch(() => undefined);
  }
}

describe('copies of originals on a disk that is full before their bound', () => {
  test('make room for the next one: the half that was asked for longest ago goes', async () => {
    const originals = openOriginals({ folder, mostBytes: 1e9, fetch: fetchTo(4) });
    for (const nth of [1, 2, 3, 4]) await originals.path(hashOf(nth));
    await ageAll();
    expect(await originals.path(hashOf(5))).toContain(hashOf(5));
    expect(await copies()).toEqual(new Set([3, 4, 5].map(hashOf)));
  });

  test('stay while they are in use, and what finds no room says so and leaves nothing', async () => {
    const originals = openOriginals({ folder, mostBytes: 1e9, fetch: fetchTo(2) });
    for (const nth of [1, 2]) await originals.path(hashOf(nth));
    await expect(originals.path(hashOf(3))).rejects.toMatchObject({
      code: 'originals_unavailable',
    });
    expect(await copies()).toEqual(new Set([1, 2].map(hashOf)));
    await ageAll();
    expect(await originals.path(hashOf(3))).toContain(hashOf(3));
  });

  test('and no room is made for what has failed for another reason', async () => {
    let fetches = 0;
    const away = (): Promise<void> => {
      fetches += 1;
      return Promise.reject(new Failure('blobs_unreachable'));
    };
    await openOriginals({ folder, mostBytes: 1e9, fetch: fetchTo(9) }).path(hashOf(1));
    await ageAll();
    const originals = openOriginals({ folder, mostBytes: 1e9, fetch: away });
    await expect(originals.path(hashOf(2))).rejects.toMatchObject({ code: 'blobs_unreachable' });
    expect({ fetches, left: await copies() }).toEqual({ fetches: 1, left: new Set([hashOf(1)]) });
  });
});

test('a disk that is taken away during a fetch is named, and ends no process', async () => {
  // A process of its own: what nobody catches there ends it.
  const script = `
    import { rename, writeFile } from 'node:fs/promises';
    import { openOriginals } from ${JSON.stringify(new URL('../src/blobs/originals.ts', import.meta.url).href)};
    const folder = ${JSON.stringify(join(folder, 'disk'))};
    const fetch = async () => {
      await rename(folder, folder + '-away');
      await writeFile(folder, 'in its place');
      // Longer than it takes until the next sign of life, which finds no place to be given.
      await new Promise((resolve) => setTimeout(resolve, 1_300));
    };
    await openOriginals({ folder, mostBytes: 1e9, fetch }).path('${hashOf(1)}').catch(({ code }) => console.log(code));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const ended = once(child, 'close');
  expect(await text(child.stdout)).toBe('originals_unavailable\n');
  expect(await ended).toEqual([0, null]);
});

/** A store that knows these names, and notes which it was asked about. */
const known = (...names: readonly string[]) => ({
  asked: new Set<string>(),
  areKnown(some: readonly string[]) {
    for (const name of some) this.asked.add(name);
    return Promise.resolve(some.map((name) => names.includes(name)));
  },
});

describe('copies of originals that are kept no more', () => {
  test('go once nobody has asked for them for a minute, and no others', async () => {
    const originals = openOriginals({ folder, mostBytes: 1e9, fetch: fetchTo(9) });
    for (const nth of [1, 2]) await originals.path(hashOf(nth));
    const store = known(hashOf(1));
    await originals.forget((names) => store.areKnown(names));
    expect(await copies()).toEqual(new Set([1, 2].map(hashOf)));
    await ageAll();
    await originals.path(hashOf(3));
    await originals.forget((names) => store.areKnown(names));
    expect(store.asked).toEqual(new Set([1, 2].map(hashOf)));
    expect(await copies()).toEqual(new Set([1, 3].map(hashOf)));
  });

  test('are none where nothing was copied yet', async () => {
    const originals = openOriginals({
      folder: join(folder, 'no'),
      mostBytes: 1,
      fetch: fetchTo(9),
    });
    await expect(originals.forget(() => Promise.reject(new Error('not asked')))).resolves.toBe(
      undefined,
    );
  });
});
