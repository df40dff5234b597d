import { setTimeout as sleep } from 'node:timers/promises';
import type { SeenBatch } from '@quire/claude';
import { asFailure, type LedgerEntry, mayPass } from '@quire/domain';
import { Postponed } from '@quire/queues';
import { trackBatches } from '../src/batch/track-batches.ts';
import { readPage } from '../src/read-page.ts';
import { readWhole } from '../src/whole/read-whole.ts';
import { aRun, type Bench } from './open-bench.ts';

/** What a test before this one has left is nobody's here. */
export async function forgetBatches({ sim, redis, ports }: Bench): Promise<void> {
  sim.setFaults([]);
  sim.clearAudit();
  await redis.del(...(await redis.keys('test:{batches}:*')), 'none');
  await ports.limiter.resume();
}

/** A worker's run of a page's job, with what it throws where that is no more than "later". */
export async function runPage(ports: Bench['ports'], id: string, page: number): Promise<void> {
  const job = { documentId: id, page };
  const reading = page === 0 ? readWhole(job, ports, aRun()) : readPage(job, ports, aRun());
  await reading.catch((error: unknown) => {
    // What may pass uses up an attempt of the job, and the queue brings it again.
    const isLater = error instanceof Postponed || mayPass(asFailure(error).code);
    if (!isLater) throw error;
  });
}

/** Every page's job runs once, and the desk sends what came of it. */
export async function runAll(
  bench: Bench,
  id: string,
  ports: Bench['ports'] = bench.ports,
): Promise<void> {
  for (const page of await pagesLeft(bench, id)) await runPage(ports, id, page);
  ports.desk.flush();
  while (ports.desk.gathered > 0) await sleep(20);
}

/** Far more than anything here takes. */
const LONGEST_MS = 8_000;

/** As vision does all the time: what is batched is looked after, and jobs run, until nothing is left. */
export async function untilRead(
  bench: Bench,
  id: string,
  ports: Bench['ports'] = bench.ports,
  others: readonly string[] = [],
): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  for (;;) {
    if (performance.now() > until) {
      throw new Error(
        `not read: ${JSON.stringify([await ports.batches.open(), await ports.documents.read(id)])}`,
      );
    }
    // A round that met trouble is followed by another.
    await trackBatches(ports, Date.now()).catch(() => undefined);
    for (const one of [id, ...others]) await runAll(bench, one, ports);
    const open = await ports.batches.open();
    if ((await pagesLeft(bench, id)).length === 0 && open.every(({ state }) => state === 'lost'))
      return;
    await sleep(50);
  }
}

export function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}

/** Time passes for a document: its deadline is in so many hours now. */
export async function bringForward({ redis }: Bench, id: string, hours: number): Promise<void> {
  const key = `test:{${id}}:document`;
  const accepted = (await redis.hget(key, 'accepted')) ?? '';
  const soon = accepted.replace(/"deadline":"[^"]+"/, `"deadline":"${inHours(hours)}"`);
  await redis.hset(key, 'accepted', soon);
}

/** The same ports with a provider that lists no batch as ended. */
export function withoutEnd(ports: Bench['ports']): Bench['ports'] {
  const { claude } = ports;
  const { batches } = claude;
  async function* list(): AsyncGenerator<SeenBatch> {
    for await (const batch of batches.list()) yield { ...batch, hasEnded: false };
  }
  return { ...ports, claude: { ...claude, batches: { ...batches, list } } };
}

/** Waits until the batches that are open have moved on to these states. */
export async function untilStates(bench: Bench, ...states: readonly string[]): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  for (;;) {
    const open = await bench.ports.batches.open();
    if (performance.now() > until) throw new Error(`it stands at ${JSON.stringify(open)}`);
    if (open.length === states.length && open.every(({ state }, at) => state === states[at]))
      return;
    await sleep(20);
  }
}

async function pagesLeft({ redis }: Bench, id: string): Promise<number[]> {
  const [total, done, status] = [
    Number(await redis.hget(`test:{${id}}:document`, 'total')),
    await redis.hkeys(`test:{${id}}:pages`),
    await redis.hget(`test:{${id}}:document`, 'status'),
  ];
  if (status !== 'processing') return [];
  const all = Array.from({ length: total }, (_, at) => at + 1);
  return all.filter((page) => !done.includes(String(page)));
}

/** Lines of a document as `kind class code attempt`, in their order, for one page or all. */
export async function linesOf(bench: Bench, id: string): Promise<LedgerEntry[]> {
  const lines: LedgerEntry[] = [];
  for await (const line of bench.ledger.entriesOf(id)) lines.push(line);
  return lines;
}

/** What the stand-in was sent: batches that were created, and what was in them. */
export function sentIn(bench: Bench): { batches: number; entries: number; alone: number } {
  const { requests } = bench.sim.audit();
  const of = (endpoint: string) => requests.filter((one) => one.endpoint === endpoint);
  const ids = new Set(of('batch_entry').map(({ batch_id: id }) => id));
  return { batches: ids.size, entries: of('batch_entry').length, alone: of('messages').length };
}
