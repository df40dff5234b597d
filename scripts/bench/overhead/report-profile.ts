import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { printTable } from '../render-table.ts';
import type { MeasuredPages } from './measure-pages.ts';

const profileShape = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  startTime: z.number(),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});
type ProfileNode = z.output<typeof profileShape>['nodes'][number];
type CallFrame = ProfileNode['callFrame'];

const MOST = 25;

/** What vision does for a page, told by whose code is at work: the first that fits, nearest to the work. */
const STEPS: readonly (readonly [step: string, owner: RegExp])[] = [
  ['checking what comes in (zod)', /node_modules\/zod\//],
  [
    'writing to and reading from Redis (ioredis)',
    /node_modules\/(ioredis|redis-parser)\/|gathering-redis/,
  ],
  ['queue (BullMQ)', /node_modules\/bullmq\/|packages\/queues\//],
  ['call: the SDK', /node_modules\/@anthropic-ai\/|packages\/claude\//],
  ['call: HTTP (undici)', /undici/],
  ['judging', /domain\/src\/(judging|judge)|vision\/src\/judge/],
  ['messages to and from the renderer', /packages\/pages\/|child_process/],
  ['limiter', /packages\/limits\//],
  ['store', /packages\/store\//],
  ["the page's protocol", /apps\/vision\/|packages\/(domain|service)\//],
  ['log and metrics', /node_modules\/(pino|prom-client)\//],
];

/** Prints in whose code the vision process was while `pages` were read, by its profile. */
export function reportProfile(
  folder: string,
  { fromUs, toUs }: MeasuredPages['span'],
  pages: number,
): void {
  const byStep = new Map<string, number>();
  const byOwner = new Map<string, number>();
  const byFunction = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    // Renderers inherit the flag: theirs is not vision's time.
    if (!text.includes('/queues/src/consumer.ts')) continue;
    const { nodes, startTime, samples, timeDeltas } = profileShape.parse(JSON.parse(text));
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
    const steps = stepsOf(nodes);
    let nowUs = startTime;
    for (const [at, id] of samples.entries()) {
      const frame = frames.get(id);
      const usec = timeDeltas[at] ?? 0;
      nowUs += usec;
      if (nowUs < fromUs || nowUs > toUs) continue;
      if (frame === undefined || frame.functionName === '(idle)') continue;
      const step = steps.get(id) ?? '';
      byStep.set(step, (byStep.get(step) ?? 0) + usec);
      const owner = ownerOf(frame);
      byOwner.set(owner, (byOwner.get(owner) ?? 0) + usec);
      const where = `${owner} ${frame.functionName.slice(0, 40) || '(anonymous)'}:${frame.lineNumber + 1}`;
      byFunction.set(where, (byFunction.get(where) ?? 0) + usec);
    }
  }
  report("vision's time by step", byStep, pages);
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

/** The step of each node: its own, else that of whoever called it. */
function stepsOf(nodes: ProfileNode[]): ReadonlyMap<number, string> {
  const steps = new Map<number, string>();
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  // A node comes after its parent.
  for (const { id, callFrame } of nodes) {
    const { url, functionName } = callFrame;
    const own = STEPS.find(([, owner]) => owner.test(url))?.[0];
    const inherited = steps.get(parents.get(id) ?? 0);
    steps.set(
      id,
      own ?? inherited ?? (functionName.startsWith('(') ? functionName : 'Node by itself'),
    );
  }
  return steps;
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
