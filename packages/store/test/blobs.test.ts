import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openBlobs } from '../src/index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-blobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const blobs = () => openBlobs(`file://${folder}`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) {
    yield await Promise.resolve(bytes.subarray(from, from + size));
  }
}

async function* thenBreaks(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
  throw error;
}

/** Every file in the store, whatever its name. */
async function files(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Stores 64,000 bytes in one chunk where a file may have `limit` × 512 bytes. */
async function putWithin(limit: number): Promise<unknown> {
  const script = `
    import { openBlobs } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const blobs = openBlobs(${JSON.stringify(`file://${folder}`)});
    const stream = (async function* () { yield Buffer.alloc(64000, 'x'); })();
    const said = await blobs.put(stream, 1e9).then((blob) => 'stored ' + blob.bytes, (error) => error.code);
    process.stdout.write(said);`;
  const child = spawn('sh', [
    '-c',
    `ulimit -f ${limit}; exec "$0" --input-type=module -e "$1"`,
    process.execPath,
    script,
  ]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close');
  return said;
}

describe('putting a stream', () => {
  test.each([1, 7, 1_023, 1_024, 1_025, 65_536, 1_000_000])(
    'in chunks of %d bytes stores it whole under its hash, with its first kilobyte told',
    async (size) => {
      const bytes = randomBytes(size === 1 ? 3_000 : 200_000);
      const blob = await blobs().put(inChunks(bytes, size), 1e9);
      expect(blob).toEqual({
        sha256: sha256(bytes),
        bytes: bytes.length,
        head: bytes.subarray(0, 1_024),
      });
      expect(await readFile(await blobs().localPath(blob.sha256))).toEqual(bytes);
      expect(await files()).toEqual([blob.sha256]);
    },
  );

  test('of no bytes stores an empty file', async () => {
    const blob = await blobs().put(inChunks(Buffer.alloc(0), 1), 10);
    expect(blob).toEqual({ sha256: sha256(Buffer.alloc(0)), bytes: 0, head: Buffer.alloc(0) });
    expect(await readFile(await blobs().localPath(blob.sha256))).toHaveLength(0);
  });

  test('twice at once keeps one file', async () => {
    const bytes = randomBytes(300_000);
    const put = () => blobs().put(inChunks(bytes, 10_000), 1e9);
    const both = await Promise.all([put(), put()]);
    expect(both.map((blob) => blob.sha256)).toEqual([sha256(bytes), sha256(bytes)]);
    expect(await files()).toEqual([sha256(bytes)]);
  });

  test('of exactly as much as allowed is taken, and a byte more is not', async () => {
    const bytes = randomBytes(5_000);
    expect(await blobs().put(inChunks(bytes, 1_000), 5_000)).toMatchObject({ bytes: 5_000 });
    await expect(blobs().put(inChunks(bytes, 1_000), 4_999)).rejects.toMatchObject({
      code: 'upload_too_large',
    });
  });

  test('that is too large is left off at once and leaves nothing behind', async () => {
    let taken = 0;
    let isClosed = false;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          taken += 1;
          yield await Promise.resolve(Buffer.alloc(1_000));
        }
      } finally {
        isClosed = true;
      }
    };
    await expect(blobs().put(endless(), 10_000)).rejects.toMatchObject({
      code: 'upload_too_large',
    });
    expect({ taken, isClosed }).toEqual({ taken: 11, isClosed: true });
    expect(await files()).toEqual([]);
  });

  test('that is interrupted says how, and leaves nothing behind', async () => {
    const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET', syscall: 'read' });
    await expect(blobs().put(thenBreaks(randomBytes(9_000), error), 1e9)).rejects.toBe(error);
    expect(await files()).toEqual([]);
  });

  test('of 200 MB takes no more memory than a small one', async () => {
    const chunk = randomBytes(1_000_000);
    const many = async function* (): AsyncGenerator<Uint8Array> {
      for (let left = 200; left > 0; left -= 1) yield await Promise.resolve(chunk);
    };
    await blobs().put(inChunks(chunk, 100_000), 1e9);
    const before = process.memoryUsage.rss();
    let most = 0;
    const watching = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss() - before);
    }, 20);
    const blob = await blobs()
      .put(many(), 1e9)
      .finally(() => clearInterval(watching));
    expect(blob.bytes).toBe(200_000_000);
    // A store that kept what it reads would be at 200 MB.
    expect(most).toBeLessThan(100_000_000);
  });
});

describe('a store that cannot be written', () => {
  test('is told as blobs_unavailable, and is not writable', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const broken = openBlobs(`file://${file}/below`);
    await expect(broken.put(inChunks(randomBytes(10), 5), 1e9)).rejects.toMatchObject({
      code: 'blobs_unavailable',
    });
    expect(await broken.isWritable()).toBe(false);
    expect(await blobs().isWritable()).toBe(true);
    expect(await files()).toEqual(['file']);
  });

  test('any further takes empty files, and is not writable for that', () => {
    const script = `import { openBlobs } from ${JSON.stringify(import.meta.resolve('../src/index.ts'))};
      console.log(await openBlobs(process.argv[1]).isWritable());`;
    const run = ['--input-type=module', '-e', script, `file://${folder}`];
    // No file of this process may have a byte, as on a full disk.
    const command = 'ulimit -f 0 && exec "$0" "$@"';
    const told = spawnSync('bash', ['-c', command, process.execPath, ...run], { encoding: 'utf8' });
    expect(told).toMatchObject({ status: 0, stdout: 'false\n' });
  });

  test('any further in the middle of a chunk keeps no part of it under the hash of the whole', async () => {
    // The system then writes what still fits and says so; only the next write is an error.
    expect(await putWithin(100)).toBe('blobs_unavailable');
    expect(await files()).toEqual([]);
    expect(await putWithin(200)).toBe('stored 64000');
  });
});

describe('reading a blob', () => {
  test('that is not there is source_missing', async () => {
    await expect(blobs().localPath('ab'.repeat(32))).rejects.toMatchObject({
      code: 'source_missing',
    });
  });

  test('finds it in a folder named from the working directory too', async () => {
    const relative = openBlobs(`file:${folder}`);
    const { sha256: name } = await relative.put(inChunks(randomBytes(10), 5), 1e9);
    expect(await blobs().localPath(name)).toBe(await relative.localPath(name));
  });
});
