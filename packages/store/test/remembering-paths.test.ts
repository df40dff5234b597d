import { describe, expect, test } from '@jest/globals';
import type { Blobs } from '../src/index.ts';
import { rememberingPaths } from '../src/index.ts';

function refuse(): never {
  throw new Error('not asked for here');
}

/** Blobs that count how often they were looked for; `b` is there from the second time on. */
function counted(): { readonly blobs: Blobs; readonly looks: string[] } {
  const looks: string[] = [];
  const blobs: Blobs = {
    put: refuse,
    list: refuse,
    remove: refuse,
    forgetCopies: refuse,
    quarantine: refuse,
    quarantined: refuse,
    readNote: refuse,
    writeNote: refuse,
    isWritable: refuse,
    async localPath(sha256) {
      looks.push(sha256);
      if (sha256 === 'b' && looks.length === 1) throw new Error('it is not there');
      return `/blobs/${sha256}`;
    },
  };
  return { blobs, looks };
}

describe('paths that are remembered', () => {
  test('are looked for once by all pages that come together', async () => {
    const { blobs, looks } = counted();
    const remembering = rememberingPaths(blobs, () => 1_000);
    for (let page = 0; page < 5; page += 1) {
      expect(await remembering.localPath('a')).toBe('/blobs/a');
    }
    expect(looks).toEqual(['a']);
  });

  test('are looked for again a second later, for the file may have gone', async () => {
    const { blobs, looks } = counted();
    let nowMs = 0;
    const remembering = rememberingPaths(blobs, () => nowMs);
    for (nowMs of [0, 999, 1_000]) await remembering.localPath('a');
    expect(looks).toEqual(['a', 'a']);
  });

  test('are looked for again where they were not there', async () => {
    const { blobs } = counted();
    const remembering = rememberingPaths(blobs, () => 0);
    await expect(remembering.localPath('b')).rejects.toThrow('it is not there');
    expect(await remembering.localPath('b')).toBe('/blobs/b');
  });

  test('are bounded in number', async () => {
    const { blobs, looks } = counted();
    const remembering = rememberingPaths(blobs, () => 0);
    for (let at = 0; at < 65; at += 1) await remembering.localPath(`${at}`);
    await remembering.localPath('0');
    expect(looks).toHaveLength(66);
  });
});
