import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { asFailure, pictureTiers } from '@quire/domain';
import { createRendererProcess } from '../src/renderer-process.ts';
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
    const source = { path: `/${port}`, mediaType: 'application/pdf' } as const;
    const told = await renderer
      .run({ kind: 'inspect', source, maxPages: 1 }, NEVER)
      .catch(asFailure);
    await renderer.end();
    server.close();
    const ways = ['connect', 'fetch', 'datagram', 'listen', 'lookup', 'resolve', 'thread'];
    expect('detail' in told && told.detail?.split('\n')).toEqual(
      ways.map((way) => `${way}: a renderer has no network`),
    );
    expect(seen).toEqual([]);
  });

  test('and where the system has none left to give, pages are drawn all the same', async () => {
    const limits = { timeoutMs: 20_000, maxRssMb: 1_000, maxRestingRssMb: 1_000, maxTasks: 9 };
    const renderer = createRendererProcess('../test/not-started.ts', limits);
    const source = { path: '/nothing', mediaType: 'application/pdf' } as const;
    const task = { kind: 'inspect', source, maxPages: 1 } as const;
    await expect(renderer.run(task, NEVER)).rejects.toThrow('could not be drawn');
    await renderer.end();
    expect(withoutNetwork()).toEqual([]);
  });
});

function networkOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}
