import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openBlobs } from '../src/index.ts';
import { openStore, useRedis } from './connect.ts';

const connected = useRedis();

describe('renderers that a page has ended', () => {
  test('are counted page by page, document by document, over all workers at once', async () => {
    const { pages } = openStore(connected().redis);
    const counts = await Promise.all([1, 2, 3].map(() => pages.countKill('doc_a', 7)));
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]));
    expect(await pages.countKill('doc_a', 8)).toBe(1);
    expect(await pages.countKill('doc_b', 7)).toBe(1);
  });

  test('are forgotten by command, and by themselves', async () => {
    const { pages } = openStore(connected().redis);
    await pages.countKill('doc_a', 7);
    expect(await connected().redis.ttl('test:{doc_a}:kills')).toBeGreaterThan(0);
    await pages.forgetKills('doc_a', 7);
    expect(await connected().redis.exists('test:{doc_a}:kills')).toBe(0);
    expect(await pages.countKill('doc_a', 7)).toBe(1);
  });
});

describe('a page in quarantine', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-quarantine-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is found under its address, and put there again is one', async () => {
    const blobs = openBlobs(`file://${folder}`);
    for (const bytes of ['first', 'second']) {
      expect(await blobs.quarantine('doc_a-p7.pdf', Buffer.from(bytes))).toBe(
        'quarantine/doc_a-p7.pdf',
      );
    }
    expect(String(await blobs.quarantined('quarantine/doc_a-p7.pdf'))).toBe('second');
    expect(await readdir(join(folder, 'quarantine'))).toEqual(['doc_a-p7.pdf']);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  test('is not looked for where it cannot be', async () => {
    const blobs = openBlobs(`file://${folder}`);
    await blobs.quarantine('doc_a-p7.pdf', Buffer.from('kept'));
    for (const address of [
      'quarantine/doc_b-p7.pdf',
      'quarantine/../quarantine/doc_a-p7.pdf',
      `../${folder.split('/').at(-1)}/quarantine/doc_a-p7.pdf`,
      '',
    ]) {
      expect(await blobs.quarantined(address)).toBeNull();
    }
  });

  test('that cannot be stored says so by name', async () => {
    const blobs = openBlobs('file:///dev/null/nowhere');
    await expect(blobs.quarantine('doc_a-p7.pdf', Buffer.from('x'))).rejects.toMatchObject({
      code: 'blobs_unavailable',
    });
  });
});
