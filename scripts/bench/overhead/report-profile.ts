import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { printTable } from '../render-table.ts';

const profileShape = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});
type CallFrame = z.output<typeof profileShape>['nodes'][number]['callFrame'];

const MOST = 25;

/** Prints in whose code the vision process was, by its profile: starts and warm-up included. */
export function reportProfile(folder: string, pages: number): void {
  const byOwner = new Map<string, number>();
  const byFunction = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    // Renderers inherit the flag: theirs is not vision's time.
    if (!text.includes('/queues/src/consumer.ts')) continue;
    const { nodes, samples, timeDeltas } = profileShape.parse(JSON.parse(text));
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
    for (const [at, id] of samples.entries()) {
      const frame = frames.get(id);
      const usec = timeDeltas[at] ?? 0;
      if (frame === undefined || frame.functionName === '(idle)') continue;
      const owner = ownerOf(frame);
      byOwner.set(owner, (byOwner.get(owner) ?? 0) + usec);
      const where = `${owner} ${frame.functionName || '(anonymous)'}:${frame.lineNumber + 1}`;
      byFunction.set(where, (byFunction.get(where) ?? 0) + usec);
    }
  }
  report("vision's time by owner", byOwner, pages);
  report("vision's time by function", byFunction, pages);
}

function report(title: string, times: ReadonlyMap<string, number>, pages: number): void {
  const all = [...times.values()].reduce((sum, usec) => sum + usec, 0);
  const rows = [...times]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([name, usec]) => [
      name,
      `${((usec / all) * 100).toFixed(1)} %`,
      (usec / 1000 / pages).toFixed(3),
    ]);
  printTable([title, 'share', 'ms a page'], rows);
}

/** A package, a part of Node, or what V8 does by itself. */
function ownerOf({ url, functionName }: CallFrame): string {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency !== undefined && !dependency.startsWith('@quire')) return dependency;
  const ours = /\/(?:packages|apps)\/([^/]+)\/src\/(.*)$/.exec(url);
  if (ours !== null) return `quire ${ours[1]}/${ours[2]}`;
  if (url.startsWith('node:')) return url;
  return functionName.startsWith('(') ? functionName : 'native';
}
