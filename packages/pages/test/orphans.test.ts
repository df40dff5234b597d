import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { slowPdf } from './craft-pdf.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

jest.setTimeout(60_000);

let folder: WorkFolder;
beforeAll(async () => {
  folder = await openWorkFolder();
});
afterAll(() => folder.remove());

describe('a renderer whose worker is killed', () => {
  test.each(['ended-by-system', 'looks-itself'])(
    'ends in the middle of a page that computes for ever: %s',
    async (way) => {
      const { path } = await folder.source(slowPdf());
      const worker = startProgram('worker-alone.ts', 'renderer/main.ts', path, way);
      const pid = await firstNumber(worker);
      try {
        // It starts in half a second of this: the rest is spent on the page.
        await until(() => processorMs(pid) > 1_200);
        worker.kill('SIGKILL');
        await until(() => hasEnded(pid));
        expect(hasEnded(pid)).toBe(true);
      } finally {
        if (!hasEnded(pid)) process.kill(pid, 'SIGKILL');
      }
    },
  );

  test('does not begin where that was before it could be asked to end', async () => {
    const renderer = startStaying(process.ppid);
    const heard: unknown[] = [];
    renderer.on('message', (message) => heard.push(message));
    expect(await once(renderer, 'exit')).toEqual([0, null]);
    expect(heard).toEqual([]);
  });

  test('ends where nothing is left but the line between them, and that is cut', async () => {
    const renderer = startStaying(process.pid);
    await once(renderer, 'message');
    renderer.disconnect();
    const ended = once(renderer, 'exit');
    expect(await Promise.race([ended, sleep(10_000, 'stays', { ref: false })])).toEqual([0, null]);
  });
});

test('what packages print about a file does not get into the log', async () => {
  const broken = Array.from({ length: 1_000 }, (_, at) => `${at + 4} 0 obj\n@\nendobj\n`);
  const { path } = await folder.source(
    [
      '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n',
      '2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>\nendobj\n',
      '3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n',
      ...broken,
      'trailer\n<</Root 1 0 R/Size 1004>>\n%%EOF',
    ].join(''),
  );
  const worker = startProgram('worker-alone.ts', 'renderer/cut-main.ts', path);
  expect(worker.stderr && (await text(worker.stderr))).toBe('');
  expect(worker.exitCode ?? (await once(worker, 'exit'))[0]).toBe(0);
});

function startProgram(name: string, ...words: string[]): ChildProcess {
  return spawn(process.execPath, [beside(name), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function startStaying(worker: number): ChildProcess {
  return fork(beside('stays.ts'), [String(worker), 'ended-by-system'], {
    execArgv: [],
    serialization: 'advanced',
    timeout: 30_000,
  });
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function firstNumber({ stdout }: ChildProcess): Promise<number> {
  for await (const line of stdout ?? []) return Number(line);
  throw new Error('the worker ended before it started a renderer');
}

/** @throws where it is not so within half a minute */
async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await sleep(20)) {
    if (isSo()) return;
  }
  throw new Error(`it has not become so: ${isSo.toString()}`);
}

/** Processor time that a process has had: ticks of 10 ms, the 14th and 15th words of proc(5)'s `stat`. */
function processorMs(pid: number): number {
  const [, , ...words] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
  return (Number(words[11]) + Number(words[12])) * 10;
}

function hasEnded(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return true;
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true; // It ended while it was being looked at.
  }
}
