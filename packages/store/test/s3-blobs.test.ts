import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import { freePort, type S3Server, startS3Server } from '@quire/testkit';
import { type Blobs, openBlobs } from '../src/index.ts';

// A store that is away is tried three times, with waits in between.
jest.setTimeout(30_000);

let server: S3Server;
let folder: string;
beforeAll(async () => {
  server = await startS3Server();
  Object.assign(env, server.keys);
});
afterAll(async () => {
  for (const name of Object.keys(server.keys)) delete env[name];
  await server.stop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-originals-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (url: string, more: { folder?: string; mostBytes?: number } = {}): Blobs =>
  openBlobs(`s3://${server.bucket}/some/prefix?endpoint=${encodeURIComponent(url)}`, {
    folder,
    mostBytes: 1e9,
    ...more,
  });
const blobs = (more: { folder?: string; mostBytes?: number } = {}): Blobs => at(server.url, more);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Every file among the copies. */
async function copies(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Every folder that says that somebody is fetching. */
async function turns(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => name.includes('.fetching'));
}

interface Relay {
  readonly url: string;
  /** Objects asked for so far. */
  readonly gets: () => number;
  stop(): Promise<void>;
}

/** Stands between client and bucket, counts, and cuts answers after so many bytes. */
async function startRelay(cutAfter = Number.POSITIVE_INFINITY): Promise<Relay> {
  let gets = 0;
  const relay = createServer((incoming, outgoing) => {
    if (incoming.method === 'GET') gets += 1;
    const { method, headers, url: path } = incoming;
    const target = new URL(path ?? '/', server.url);
    const onward = request(target, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      let sent = 0;
      answer.on('data', (chunk: Buffer) => {
        sent += chunk.length;
        if (sent > cutAfter) outgoing.destroy();
        else outgoing.write(chunk);
      });
      answer.on('end', () => outgoing.end());
    });
    incoming.pipe(onward);
  });
  const port = await freePort();
  relay.listen(port, '127.0.0.1');
  await once(relay, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    gets: () => gets,
    async stop() {
      relay.closeAllConnections();
      relay.close();
      await once(relay, 'close');
    },
  };
}

async function stored(size: number): Promise<{ readonly bytes: Buffer; readonly hash: string }> {
  const bytes = randomBytes(size);
  const elsewhere = await mkdtemp(join(tmpdir(), 'quire-elsewhere-'));
  await blobs({ folder: elsewhere }).put(inOne(bytes), 1e9);
  await rm(elsewhere, { recursive: true });
  return { bytes, hash: sha256(bytes) };
}

function refuse(): never {
  throw new RangeError('not this one');
}

describe('originals in a bucket', () => {
  test.each([0, 1, 70_000, 6_000_000])('of %d bytes come back to the byte', async (size) => {
    const bytes = randomBytes(size);
    expect(await blobs().put(inOne(bytes), 1e9)).toMatchObject({
      sha256: sha256(bytes),
      bytes: size,
    });
    await rm(folder, { recursive: true });
    expect((await readFile(await blobs().localPath(sha256(bytes)))).equals(bytes)).toBe(true);
    expect(await turns()).toEqual([]);
  });

  test('that were refused leave nothing behind, here or there', async () => {
    await expect(blobs().put(inOne(randomBytes(100)), 99)).rejects.toMatchObject({
      code: 'upload_too_large',
    });
    const bytes = randomBytes(100);
    await expect(blobs().put(inOne(bytes), 1e9, refuse)).rejects.toThrow(RangeError);
    expect(await copies()).toEqual([]);
    await expect(blobs().localPath(sha256(bytes))).rejects.toMatchObject({
      code: 'source_missing',
    });
  });

  test('that find the disk here full make room for those that come after', async () => {
    const { hash } = await stored(1_000);
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(await blobs().localPath(hash), longAgo, longAgo);
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const sent = blobs().put(inOne(randomBytes(9)), 1e9, () => {
      throw full;
    });
    await expect(sent).rejects.toBe(full);
    expect(await copies()).toEqual([]);
  });

  test('that were sent from here need not be fetched here', async () => {
    const bytes = randomBytes(500);
    const { sha256: hash } = await blobs().put(inOne(bytes), 1e9);
    // Nobody listens there: only a copy can answer.
    expect(await readFile(await at('http://127.0.0.1:9').localPath(hash))).toEqual(bytes);
  });

  test('keep quarantined pages and notes beside them', async () => {
    const address = await blobs().quarantine('doc_1-p3.pdf', Buffer.from('page'));
    expect(await blobs().quarantined(address)).toEqual(Buffer.from('page'));
    expect(await blobs().quarantined('quarantine/doc_1-p4.pdf')).toBeNull();
    expect(await blobs().quarantined('../secret')).toBeNull();
    expect(await blobs().readNote('epoch')).toBeNull();
    await blobs().writeNote('epoch', 'one');
    await blobs().writeNote('epoch', 'two');
    expect(await blobs().readNote('epoch')).toBe('two');
    expect(await blobs().isWritable()).toBe(true);
  });

  test('are listed by their addresses, kept under the name that was chosen, and removed', async () => {
    const bytes = randomBytes(50);
    const name = `${sha256(bytes)}-11111111-2222-4333-8444-555555555555`;
    const kept = await blobs().put(inOne(bytes), 1e9, undefined, () => Promise.resolve(name));
    expect(kept).toMatchObject({ sha256: sha256(bytes), storedAs: name });
    await blobs().quarantine('doc_2-p1.pdf', Buffer.from('page'));
    await rm(folder, { recursive: true });
    expect(await readFile(await blobs().localPath(name))).toEqual(bytes);
    const address = `${name.slice(0, 2)}/${name}`;
    expect(await addresses('')).toEqual(expect.arrayContaining([address]));
    expect(await addresses('quarantine/doc_2-p')).toEqual(['quarantine/doc_2-p1.pdf']);
    await blobs().remove(address);
    await blobs().remove(address);
    expect(await addresses('')).not.toContain(address);
  });
});

async function addresses(beginning: string): Promise<string[]> {
  const found: string[] = [];
  for await (const address of blobs().list(beginning)) found.push(address);
  return found;
}

describe('a bucket that is away', () => {
  test('is named, and leaves no turn behind for others to wait for', async () => {
    const { hash } = await stored(100);
    const away = at('http://127.0.0.1:9');
    await expect(away.localPath(hash)).rejects.toMatchObject({ code: 'blobs_unreachable' });
    await expect(away.put(inOne(randomBytes(9)), 1e9)).rejects.toMatchObject({
      code: 'blobs_unavailable',
    });
    expect(await away.isWritable()).toBe(false);
    await expect(away.remove(`aa/${hash}`)).rejects.toMatchObject({ code: 'blobs_unavailable' });
    await expect(away.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'blobs_unreachable',
    });
    expect([...(await turns()), ...(await copies())]).toEqual([]);
    expect(await blobs().localPath(hash)).toContain(hash);
  });

  test('in the middle of an answer gives no copy that is cut short', async () => {
    const { hash } = await stored(3_000_000);
    const link = await startRelay(200_000);
    try {
      const through = at(link.url);
      await expect(through.localPath(hash)).rejects.toMatchObject({ code: 'blobs_unreachable' });
      expect([...(await turns()), ...(await copies())]).toEqual([]);
    } finally {
      await link.stop();
    }
  });

  test('is told from a disk here that takes nothing', async () => {
    const { hash } = await stored(100);
    const nowhere = blobs({ folder: '/dev/null/originals' });
    await expect(nowhere.localPath(hash)).rejects.toMatchObject({ code: 'originals_unavailable' });
  });
});

describe('copies on this machine', () => {
  test('are fetched once, however many ask in however many processes', async () => {
    const { bytes, hash } = await stored(2_000_000);
    const link = await startRelay();
    try {
      // Each of these stands for a process: they share the folder and nothing else.
      const processes = Array.from({ length: 4 }, () => at(link.url));
      const paths = await Promise.all(
        processes.flatMap((one) => Array.from({ length: 5 }, () => one.localPath(hash))),
      );
      expect(new Set(paths).size).toBe(1);
      expect((await readFile(paths[0] ?? '')).equals(bytes)).toBe(true);
      expect(link.gets()).toBe(1);
    } finally {
      await link.stop();
    }
  });

  test('are fetched by another where who was fetching them died', async () => {
    const { bytes, hash } = await stored(1_000);
    const path = await blobs().localPath(hash);
    await rm(path);
    await mkdir(`${path}.fetching`);
    await utimes(`${path}.fetching`, new Date(0), new Date(0));
    expect(await readFile(await blobs().localPath(hash))).toEqual(bytes);
    expect(await turns()).toEqual([]);
  });

  test('stay below their bound: those asked for longest ago go, those in use stay', async () => {
    const all = [
      await stored(1_000),
      await stored(1_000),
      await stored(1_000),
      await stored(1_000),
    ];
    const bounded = blobs({ mostBytes: 2_500 });
    for (const [nth, { hash }] of all.slice(0, 3).entries()) {
      const path = await bounded.localPath(hash);
      const longAgo = new Date(Date.now() - 3_600_000 + nth * 60_000);
      await utimes(path, longAgo, longAgo);
    }
    // Asked for once more, the oldest is the youngest.
    await bounded.localPath(all[0]?.hash ?? '');
    await bounded.localPath(all[3]?.hash ?? '');
    expect(new Set(await copies())).toEqual(new Set([all[0]?.hash, all[3]?.hash]));
    for (const { bytes, hash } of all) {
      expect((await stat(await bounded.localPath(hash))).size).toBe(bytes.length);
    }
  });
});
