import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { stuckPdf } from '@quire/testkit';
import * as fc from 'fast-check';
import { nextTurn, SLOW_MS } from '../src/next-turn.ts';
import { craftPdf, pdfOfContents } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const TIMEOUT_MS = 4_000;
const bench = useRenderer({ processes: 2, timeoutMs: TIMEOUT_MS });
const spec = { tier: pictureTiers.standard, resolution: 72, orient: false } as const;

const HALF_BLACK = '0 0 297.5 842 re f';

/** A line by one letter for each source, at a moment when all that runs began at 0. */
function turn(
  processes: number,
  [running, waiting]: readonly [string, string],
  nowMs = 0,
  slowUntilMs: ReadonlyMap<string, number> = new Map(),
  mostOfOne = processes,
): number | undefined {
  const turns = {
    processes,
    mostOfOne,
    waiting: waiting.split('').map((source) => ({ source })),
    running: running.split('').map((source) => ({ source, startedAtMs: 0 })),
    slowUntilMs,
  };
  return nextTurn(turns, nowMs);
}

describe('the next turn', () => {
  test('is of the source that has the fewest tasks running, and of who waits longest', () => {
    expect(turn(4, ['', 'abc'])).toBe(0);
    expect(turn(4, ['aab', 'aabc'])).toBe(3);
    expect(turn(4, ['aab', 'aaba'])).toBe(2);
    expect(turn(4, ['ab', 'ba'])).toBe(0);
    expect(turn(4, ['ab', ''])).toBeUndefined();
  });

  test('leaves a process to others where a task has turned out slow', () => {
    expect(turn(2, ['a', 'aa'], SLOW_MS)).toBe(0);
    expect(turn(2, ['a', 'aa'], SLOW_MS + 1)).toBeUndefined();
    expect(turn(2, ['a', 'aab'], SLOW_MS + 1)).toBe(2);
    expect(turn(4, ['aa', 'a'], SLOW_MS + 1)).toBe(0);
    expect(turn(4, ['aaa', 'a'], SLOW_MS + 1)).toBeUndefined();
    expect(turn(1, ['', 'a'], SLOW_MS + 1, new Map([['a', Infinity]]))).toBe(0);
  });

  test('leaves it for as long as the source is remembered as slow', () => {
    const slow = new Map([['a', 100]]);
    expect(turn(2, ['', 'aa'], 99, slow)).toBe(0);
    expect(turn(2, ['a', 'aa'], 99, slow)).toBeUndefined();
    expect(turn(2, ['a', 'aa'], 100, slow)).toBe(0);
  });

  test('is of no source that has as many processes as one may have', () => {
    expect(turn(2, ['', 'aa'], 0, new Map(), 1)).toBe(0);
    expect(turn(2, ['a', 'aa'], 0, new Map(), 1)).toBeUndefined();
    expect(turn(2, ['a', 'aab'], 0, new Map(), 1)).toBe(2);
  });

  test('comes to every task, whatever the others do', () => {
    const task = fc.record({
      source: fc.constantFrom('a', 'b', 'c'),
      atMs: fc.nat(20_000),
      tookMs: fc.constantFrom(10, 500, SLOW_MS + 1, 9_000),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(task, { maxLength: 30 }),
        (processes, tasks) => {
          const { begun, mostOfSlow } = play(processes, tasks);
          expect(begun).toHaveLength(tasks.length);
          expect(mostOfSlow).toBeLessThanOrEqual(Math.max(1, processes - 1));
          const inOrder = tasks.toSorted((one, other) => one.atMs - other.atMs);
          // One process has nothing to share out: first come, first served.
          expect(begun.slice(0, processes === 1 ? undefined : 1)).toEqual(
            inOrder.slice(0, processes === 1 ? undefined : 1),
          );
        },
      ),
    );
  });
});

interface Task {
  readonly source: string;
  readonly atMs: number;
  readonly tookMs: number;
}

/** Plays a pool through. The most tasks that a source had right after it got one although it was slow already. */
function play(
  processes: number,
  tasks: readonly Task[],
): { readonly begun: readonly Task[]; readonly mostOfSlow: number } {
  const coming = tasks.toSorted((one, other) => one.atMs - other.atMs);
  const begun: Task[] = [];
  const waiting: Task[] = [];
  let running: (Task & { readonly startedAtMs: number })[] = [];
  let mostOfSlow = 0;
  const moments = new Set(tasks.map(({ atMs }) => atMs));
  while (moments.size > 0) {
    const nowMs = Math.min(...moments);
    moments.delete(nowMs);
    running = running.filter(({ startedAtMs, tookMs }) => startedAtMs + tookMs > nowMs);
    while (coming[0] !== undefined && coming[0].atMs <= nowMs) waiting.push(...coming.splice(0, 1));
    while (running.length < processes) {
      const at = nextTurn(
        { processes, mostOfOne: processes, waiting, running, slowUntilMs: new Map() },
        nowMs,
      );
      if (at === undefined) break;
      for (const next of waiting.splice(at, 1)) {
        const others = running.filter(({ source }) => source === next.source);
        if (others.some(({ startedAtMs }) => nowMs - startedAtMs > SLOW_MS))
          mostOfSlow = Math.max(mostOfSlow, others.length + 1);
        begun.push(next);
        running.push({ ...next, startedAtMs: nowMs });
        moments.add(nowMs + next.tookMs);
      }
    }
  }
  return { begun, mostOfSlow };
}

describe('beside a document whose page computes for ever', () => {
  test('another is drawn before that page has had all of its turns', async () => {
    const stuck = await bench.folder.source(stuckPdf(1));
    const good = await bench.folder.source(
      pdfOfContents(Array.from({ length: 4 }, () => HALF_BLACK)),
    );
    const enough = new AbortController();
    let ended = 0;
    const attack = Array.from({ length: 6 }, () =>
      bench.renderer
        .picture(stuck, 0, spec, enough.signal)
        .catch((error: unknown) => error)
        .finally(() => (ended += 1)),
    );
    // Both have ended: what is left of them is what the pool remembers.
    for (const first of await Promise.all(attack.slice(0, 2)))
      expect(first).toMatchObject({ code: 'render_timeout' });
    await Promise.all([0, 1, 2, 3].map((page) => bench.renderer.picture(good, page, spec, NEVER)));
    // The two that began at once, and one after the other since: never again two at a time.
    expect(ended).toBeLessThan(4);
    enough.abort();
    const [, , , , , last] = await Promise.all(attack);
    expect(last).toMatchObject({ name: 'AbortError' });
  });
});

describe('beside a document that holds up pdf.js', () => {
  const patient = useRenderer({ timeoutMs: 60_000 });

  test('an empty page of another is found to be empty', async () => {
    const stuck = await patient.folder.source(packedPdf());
    const good = await patient.folder.source(pdfOfContents(['']));
    const enough = new AbortController();
    let ended = 0;
    const attack = Array.from({ length: 4 }, () =>
      patient.renderer
        .picture(stuck, 0, spec, enough.signal)
        .catch((error: unknown) => error)
        .finally(() => (ended += 1)),
    );
    const { isBlank } = await patient.renderer.picture(good, 0, spec, NEVER);
    expect({ isBlank, ended }).toEqual({ isBlank: true, ended: 0 });
    enough.abort();
    await Promise.all(attack);
  });
});

/** A page that PDFium finds empty, for it cannot unpack it, and pdf.js would draw for ever. */
function packedPdf(): Buffer {
  const stream = brotliCompressSync('/X Do '.repeat(10)).toString('latin1');
  const levels = 12;
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>',
    { dictionary: '/Filter/BrotliDecode', stream },
    ...Array.from({ length: levels }, (_, level) => ({
      dictionary:
        '/Type/XObject/Subtype/Form/BBox[0 0 595 842]' +
        (level === levels - 1 ? '' : `/Resources<</XObject<</X ${level + 6} 0 R>>>>`),
      stream: level === levels - 1 ? '' : '/X Do '.repeat(10),
    })),
  ]);
}
