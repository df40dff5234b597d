import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { asFailure, pictureTiers } from '@quire/domain';
import { endedWithWorker } from '../src/ended-with-worker.ts';
import { findPrefix } from '../src/find-prefix.ts';
import { createRendererProcess } from '../src/renderer-process.ts';
import { startRenderer } from '../src/start-renderer.ts';
import { withoutNetwork } from '../src/without-network.ts';
import { children } from './children.ts';
import { pdfOfContents } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();

describe('a renderer has no network', () => {
  test('of the system, wherever that has such a place', async () => {
    const source = await bench.folder.source(pdfOfContents(['0 0 100 100 re f']));
    await bench.renderer.inspect(source, 1, NEVER);
    const [pid = 0] = children();
    const isApart = networkOf(pid) !== networkOf(process.pid);
    const isToBeHad = spawnSync('/usr/bin/unshare', ['-r', '-n', '/bin/true']).status === 0;
    expect(isApart).toBe(isToBeHad);
    // And draws all the same.
    const spec = { tier: pictureTiers.standard, resolution: 'auto', orient: true } as const;
    expect((await bench.renderer.picture(source, 0, spec, NEVER)).isBlank).toBe(false);
  });

  test('nor does a package in it get to one', async () => {
    const seen: unknown[] = [];
    const server = createServer((socket) => seen.push(socket.destroy())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const limits = { timeoutMs: 20_000, maxRssMb: 1_000, maxRestingRssMb: 1_000, maxTasks: 9 };
    const renderer = createRendererProcess('../test/reach-out.ts', limits);
    const folder = await mkdtemp(join(tmpdir(), 'quire-port-'));
    const source = { path: join(folder, String(port)), mediaType: 'application/pdf' } as const;
    await writeFile(source.path, '');
    const told = await renderer
      .run({ kind: 'inspect', source, maxPages: 1 }, NEVER)
      .catch(asFailure);
    await renderer.end();
    await rm(folder, { recursive: true });
    server.close();
    const ways = ['connect', 'fetch', 'datagram', 'listen', 'lookup', 'resolve', 'thread'];
    expect('detail' in told && told.detail?.split('\n')).toEqual(
      ways.map((way) => `${way}: a renderer has no network`),
    );
    expect(seen).toEqual([]);
  });

  test('and shares that of its worker where there is no other, which is said once', async () => {
    const said: string[] = [];
    const prefixes = { network: findPrefix([]), end: endedWithWorker };
    const warn = (sentence: string): unknown => said.push(sentence);
    for (let starts = 1; starts <= 2; starts += 1) {
      const { process: renderer } = startRenderer('../test/stays.ts', { warn }, prefixes);
      await once(renderer, 'message');
      expect(networkOf(renderer.pid ?? 0)).toBe(networkOf(process.pid));
      renderer.kill('SIGKILL');
      await once(renderer, 'exit');
    }
    expect(said).toEqual([expect.stringContaining('no network of their own')]);
  });

  test('and who does not begin in one is no page’s fault, and gives none up', async () => {
    const limits = { timeoutMs: 20_000, maxRssMb: 1_000, maxRestingRssMb: 1_000, maxTasks: 9 };
    const renderer = createRendererProcess('../test/not-started.ts', limits);
    const source = { path: '/nothing', mediaType: 'application/pdf' } as const;
    const task = { kind: 'inspect', source, maxPages: 1 } as const;
    const before = withoutNetwork.words(0);
    await expect(renderer.run(task, NEVER)).rejects.toMatchObject({
      code: 'renderer_unavailable',
      detail: 'the renderer ended with code 1',
    });
    await renderer.end();
    expect(withoutNetwork.words(0)).toEqual(before);
  });
});

describe('words to put before a command', () => {
  const TEN_MINUTES_MS = 600_000;

  test('are the first that the system knows and allows, tried again when they are doubted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quire-prefix-'));
    const program = join(folder, 'allowed');
    const prefix = findPrefix([[join(folder, 'unknown')], ['/bin/false'], [program, 'word']]);
    try {
      // What is not allowed yet is not tried again at once, and not given up for good either.
      expect(prefix.words(0)).toEqual([]);
      await writeFile(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
      expect(prefix.words(TEN_MINUTES_MS - 1)).toEqual([]);
      expect(prefix.words(TEN_MINUTES_MS)).toEqual([program, 'word']);
      await chmod(program, 0o644);
      expect(prefix.words(9 * TEN_MINUTES_MS)).toEqual([program, 'word']);
      prefix.doubt();
      expect(prefix.words(9 * TEN_MINUTES_MS)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('are neither there nor not where the system cannot even try', () => {
    const tooLong = findPrefix([['/bin/true', 'x'.repeat(200_000)]]);
    expect(() => tooLong.words(0)).toThrow(
      expect.objectContaining({ code: 'renderer_unavailable', detail: '/bin/true: E2BIG' }),
    );
  });
});

function networkOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}
