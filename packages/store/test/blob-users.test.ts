import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  adoptDocuments,
  collectBlobs,
  createBlobUsers,
  createEpoch,
  everyDocument,
  openBlobs,
  removalHindrance,
  surveyBlobs,
} from '../src/index.ts';
import { accepted, openStore, PREFIX, RETENTION_S, useRedis } from './connect.ts';

const connected = useRedis();
const DAY_MS = 86_400_000;
const NOW_MS = 100 * DAY_MS;
const never = new AbortController().signal;
const SHA256 = createHash('sha256').update('one').digest('hex');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-users-'));
});
afterEach(() => rm(folder, { recursive: true }));

const users = () => createBlobUsers(connected().redis, PREFIX, RETENTION_S);
const blobs = () => openBlobs(`file://${folder}`);
const store = () => openStore(connected().redis);

async function* inOne(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

async function files(): Promise<string[]> {
  const found: string[] = [];
  for await (const address of blobs().list('')) found.push(address);
  return found;
}

const collect = (nowMs: number, hindrance: string | null = null) =>
  collectBlobs(
    nowMs,
    { blobs: blobs(), blobUsers: users(), hindrance: () => Promise.resolve(hindrance) },
    never,
  );

const survey = (nowMs: number): Promise<number> =>
  surveyBlobs(nowMs, { blobs: blobs(), blobUsers: users(), documents: store().documents }, never);

/** Uploads `one`. @returns the name under which it is kept */
async function uploaded(upload: string, nowMs = NOW_MS): Promise<string> {
  const nameFor = (sha256: string): Promise<string> => users().nameFor(sha256, upload, nowMs);
  const { storedAs = SHA256 } = await blobs().put(inOne('one'), 10, undefined, nameFor);
  return storedAs;
}

/** A document of those bytes, as the api makes it. */
async function document(id: string, nowMs = NOW_MS): Promise<string> {
  const name = await uploaded(`upload-of-${id}`, nowMs);
  await users().keep([name], id, `upload-of-${id}`, nowMs);
  await store().documents.create(sourceAt(id, name), '{}');
  await users().confirm([name], id, nowMs);
  await users().release([name], `upload-of-${id}`, nowMs);
  return name;
}

const sourceAt = (id: string, name: string) => {
  const file = { bytes: 3, media_type: 'application/pdf', filename: null } as const;
  return accepted(id, { sources: [{ ...file, sha256: SHA256, stored_as: name }] });
};

describe('a file', () => {
  test('goes as soon as the last of those who use it lets go of it', async () => {
    const name = await document('doc_a');
    expect(await document('doc_b')).toBe(name);
    await users().release([name], 'doc_a', NOW_MS);
    expect(await collect(NOW_MS)).toMatchObject({ removed: 0 });
    await users().release([name], 'doc_b', NOW_MS);
    expect(await collect(NOW_MS)).toEqual({ removed: 1, missing: 0, hindrance: null });
    expect(await files()).toEqual([]);
    expect(await connected().redis.keys(`${PREFIX}:{blobs}:*`)).toEqual([]);
  });

  test('goes once its document has expired, whose end nobody tells, and is looked at no sooner', async () => {
    await document('doc_a');
    await connected().redis.pexpire(`${PREFIX}:{doc_a}:document`, 5_000_000);
    const first = NOW_MS + RETENTION_S * 1_000;
    expect(await users().due(first - 1, 9)).toEqual([]);
    // Looked at when it may have expired at the earliest, it is found to have so much time yet.
    await collect(first);
    expect(await users().due(first + 4_900_000, 9)).toEqual([]);
    await connected().redis.del(`${PREFIX}:{doc_a}:document`);
    expect(await collect(first + 5_000_001)).toMatchObject({ removed: 1 });
  });

  test('of an upload that became no document, for its api was killed, goes after a day', async () => {
    await uploaded('upload-1');
    await collect(NOW_MS + DAY_MS - 1);
    expect(await files()).toHaveLength(1);
    await collect(NOW_MS + DAY_MS);
    expect(await files()).toEqual([]);
  });

  test('that comes while the same bytes are being removed is kept under another name, which a late removal does not hit', async () => {
    await uploaded('upload-1');
    await users().release([SHA256], 'upload-1', NOW_MS);
    const condemned = await users().condemn(SHA256, NOW_MS);
    const other = await uploaded('upload-2');
    expect(other).toMatch(new RegExp(`^${SHA256}-[\\da-f-]{36}$`));
    expect(await blobs().localPath(other)).toContain(other);
    if (condemned === null) throw new Error('somebody uses it');
    await users().forget(condemned);
    expect(await users().nameFor(SHA256, 'upload-3', NOW_MS)).toBe(SHA256);
  });

  test('that two remove, of whom each may be late, has its name back from neither, but after a month', async () => {
    const condemned = await users().condemn(SHA256, NOW_MS);
    // Who took the first one for dead.
    const heir = await users().condemn(SHA256, NOW_MS + DAY_MS);
    if (condemned === null || heir === null) throw new Error('somebody uses it');
    for (const one of [condemned, heir]) {
      await users().forget(one);
      expect(await users().nameFor(SHA256, 'upload-1', NOW_MS)).not.toBe(SHA256);
    }
    await users().absolve(NOW_MS + 30 * DAY_MS);
    expect(await users().nameFor(SHA256, 'upload-1', NOW_MS)).not.toBe(SHA256);
    await users().absolve(NOW_MS + 32 * DAY_MS);
    expect(await users().nameFor(SHA256, 'upload-1', NOW_MS)).toBe(SHA256);
  });

  test('whose name was never given back has it again after a month', async () => {
    await users().condemn(SHA256, NOW_MS);
    await users().absolve(NOW_MS + 29 * DAY_MS);
    expect(await users().nameFor(SHA256, 'upload-1', NOW_MS)).not.toBe(SHA256);
    await users().absolve(NOW_MS + 31 * DAY_MS);
    expect(await users().nameFor(SHA256, 'upload-2', NOW_MS)).toBe(SHA256);
  });

  test('keeps a user that came back while it was looked for', async () => {
    await uploaded('upload-1');
    await users().keep([SHA256], 'doc_a', 'upload-1', NOW_MS);
    const { redis } = connected();
    const dueMs = NOW_MS + DAY_MS;
    // The client sends it again, under the same Idempotency-Key, between the look and its outcome.
    const meanwhile = new Proxy(redis, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (name !== 'pttl' || typeof method !== 'function') return method;
        return async (...given: unknown[]): Promise<unknown> => {
          const found: unknown = await Reflect.apply(method, target, given);
          if (String(given[0]).includes('doc_a')) {
            await uploaded('upload-2', dueMs);
            await users().keep([SHA256], 'doc_a', 'upload-2', dueMs);
          }
          return found;
        };
      },
    });
    await createBlobUsers(meanwhile, PREFIX, RETENTION_S).review(SHA256, dueMs);
    expect(await users().confirm([SHA256], 'doc_a', dueMs)).toBe(true);
  });

  test('is no document’s any more that came later than its upload was waited for', async () => {
    await uploaded('upload-1');
    await users().keep([SHA256], 'doc_a', 'upload-1', NOW_MS);
    await collect(NOW_MS + DAY_MS);
    expect(await users().keep([SHA256], 'doc_a', 'upload-1', NOW_MS)).toBe(false);
    expect(await users().confirm([SHA256], 'doc_a', NOW_MS)).toBe(false);
  });
});

describe('what is on no record', () => {
  test('goes a day after it was found: files whose users nobody knows, and pages in quarantine with their document', async () => {
    await document('doc_a');
    await blobs().put(inOne('lost'), 10);
    await blobs().quarantine('doc_a-p1.pdf', Buffer.from('a page'));
    await blobs().quarantine('doc_gone-p1.pdf', Buffer.from('a page'));
    await writeFile(join(folder, 'notes.txt'), 'not ours');
    expect(await survey(NOW_MS)).toBe(1);
    expect(await files()).not.toContain('quarantine/doc_gone-p1.pdf');
    await collect(NOW_MS + DAY_MS - 1);
    expect(await files()).toHaveLength(4);
    await collect(NOW_MS + DAY_MS);
    const kept = [`${SHA256.slice(0, 2)}/${SHA256}`, 'notes.txt', 'quarantine/doc_a-p1.pdf'];
    expect((await files()).toSorted()).toEqual(kept.toSorted());
    expect(await survey(NOW_MS)).toBe(0);
  });

  test('but has a document, of a release that kept no record, is put there and stays', async () => {
    await blobs().put(inOne('one'), 10);
    await store().documents.create(sourceAt('doc_old', SHA256), '{}');
    const { redis } = connected();
    const ports = {
      everyDocument: () => everyDocument(redis, PREFIX),
      documents: store().documents,
      blobUsers: users(),
    };
    expect(await adoptDocuments(NOW_MS, ports)).toBe(1);
    expect(await adoptDocuments(NOW_MS, ports)).toBe(0);
    // Another with the same bytes comes and goes.
    const name = await document('doc_new');
    expect(name).toBe(SHA256);
    await connected().redis.del(`${PREFIX}:{doc_new}:document`);
    await users().release([name], 'doc_new', NOW_MS);
    await collect(NOW_MS);
    expect(await files()).toHaveLength(1);
  });
});

const hindrance = async (prefix = PREFIX): Promise<string | null> => {
  const epoch = createEpoch(connected().redis, prefix, blobs());
  return removalHindrance({ prefix, epoch, blobs: blobs() });
};

describe('nothing is removed', () => {
  test('where this Redis is not the one that knows whose the files are', async () => {
    await uploaded('upload-1');
    expect(await hindrance()).toBeNull();
    await connected().redis.flushall();
    expect(await hindrance()).toContain('is not the one that belongs to QUIRE_BLOBS (emptied)');
    await users().enlist(SHA256, NOW_MS);
    expect(await collect(NOW_MS + DAY_MS, await hindrance())).toMatchObject({ removed: 0 });
    expect(await files()).toHaveLength(2);
  });

  test('where another installation has its files in the same store', async () => {
    expect(await hindrance('other')).toBeNull();
    expect(await hindrance()).toContain('it left epoch-other.json there');
  });
});
