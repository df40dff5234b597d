import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
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
    expect(isApart).toBe(withoutNetwork().length > 0);
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
    const program = fileURLToPath(new URL('reach-out.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, String(port)]);
    server.close();
    const ways = ['connect', 'fetch', 'datagram', 'listen', 'lookup', 'resolve'];
    expect(stdout.trim().split('\n')).toEqual(
      ways.map((way) => `${way}: a renderer has no network`),
    );
    expect(seen).toEqual([]);
  });
});

function networkOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}
