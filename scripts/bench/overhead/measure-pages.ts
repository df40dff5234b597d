import { makePdf } from '@quire/testkit';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { readScripts, type ScriptRuns, startNotingScripts } from './measure-scripts.ts';
import type { WholeSystem } from '../../whole-system.ts';

/** Long enough that what a document costs is shared by many pages, short enough to be several. */
const PAGES_PER_DOCUMENT = 300;
/** Before anything is measured: code that runs seldom is slow until it has run often. */
export const WARM_UP_PAGES = 3000;
/** Pages of which every command is noted: some forty commands each. */
export const SAMPLE_PAGES = 300;
const LONGEST_MS = 600_000;
const PAGE = { widthPt: 260, heightPt: 150 } as const;
const view = z.object({ id: z.string(), status: z.string() });

/** What Redis did, by command, since it was asked to forget. */
export type CommandStats = ReadonlyMap<string, { readonly calls: number; readonly usec: number }>;

export interface MeasuredPages {
  /** When they were read: by the monotonic clock of the machine, in microseconds, as profiles have it. */
  readonly span: { readonly fromUs: number; readonly toUs: number };
  readonly cpu: readonly { readonly name: string; readonly msPerPage: number }[];
  readonly pagesPerS: number;
  readonly commands: CommandStats;
  /** Of a sample of pages, read after those that count: noting costs Redis time. */
  readonly scripts: readonly ScriptRuns[];
}

/**
 * Reads so many pages, after a warm-up, and says what that cost each process but the renderers: all of
 * its processor time from the end of the warm-up until the last document's webhook has arrived.
 */
export async function measurePages(
  system: WholeSystem,
  pages: number,
  dpi: number,
): Promise<MeasuredPages> {
  await readAll(system, WARM_UP_PAGES, dpi, 'warm-up');
  const redis = new Redis(system.redisUrl);
  await redis.config('RESETSTAT');
  const processes = [...system.roles, system.redis];
  const before = processes.map((one) => one.cpuS());
  const fromUs = monotonicUs();
  await readAll(system, pages, dpi, 'measured');
  const toUs = monotonicUs();
  const cpu = processes.map((one, at) => ({
    name: one.name,
    msPerPage: ((one.cpuS() - (before[at] ?? 0)) * 1000) / pages,
  }));
  const commands = statsFrom(await redis.info('commandstats'));
  await startNotingScripts(redis);
  await readAll(system, SAMPLE_PAGES, dpi, 'sampled');
  const scripts = await readScripts(redis);
  redis.disconnect();
  const pagesPerS = (pages * 1e6) / (toUs - fromUs);
  return { span: { fromUs, toUs }, cpu, pagesPerS, commands, scripts };
}

async function readAll(
  { apiUrl, receiver }: WholeSystem,
  pages: number,
  dpi: number,
  word: string,
): Promise<void> {
  const options = JSON.stringify({
    resolution: dpi,
    orient: false,
    webhook: { url: receiver.url },
  });
  const told = receiver.deliveries.length;
  const ids: string[] = [];
  for (let left = pages; left > 0; left -= PAGES_PER_DOCUMENT) {
    const count = Math.min(left, PAGES_PER_DOCUMENT);
    const pdf = await makePdf(
      Array.from({ length: count }, (_, at) => ({
        ...PAGE,
        text: `${word} ${left}\npage ${at + 1}`,
      })),
    );
    const response = await fetch(`${apiUrl}/v1/documents?options=${encodeURIComponent(options)}`, {
      method: 'POST',
      body: Buffer.from(pdf),
      headers: { 'content-type': 'application/pdf' },
    });
    ids.push(view.parse(await response.json()).id);
  }
  // Told by the product's own webhooks: asking again and again would be counted as the api's.
  await receiver.waitFor(told + ids.length, LONGEST_MS);
  for (const id of ids) {
    const response = await fetch(`${apiUrl}/v1/documents/${id}`);
    const { status } = view.parse(await response.json());
    if (status !== 'completed')
      throw new Error(`${id} ended as ${status}: what was measured is not reading`);
  }
}

function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

function statsFrom(info: string): CommandStats {
  const lines = info.matchAll(/^cmdstat_(\S+):calls=(\d+),usec=(\d+)/gm);
  return new Map(
    Array.from(lines, ([, name = '', calls, usec]) => [
      name,
      { calls: Number(calls), usec: Number(usec) },
    ]),
  );
}
