import { setTimeout as sleep } from 'node:timers/promises';
import { makePdf } from '@quire/testkit';
import { z } from 'zod';
import { postDocument } from './submit-backlog.ts';

const LOOK_EVERY_MS = 250;
const LONGEST_MS = 120_000;
const view = z.object({
  status: z.string(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});

/** From acceptance to the end, by the product's own clock. */
export interface Small {
  readonly p50S: number;
  readonly p95S: number;
}

/** Sends small documents one after the other, each when the last has ended. */
export async function measureSmall(
  apiUrl: string,
  documents: number,
  pages: number,
): Promise<Small> {
  const pdf = await makePdf(
    Array.from({ length: pages }, (_, at) => ({
      widthPt: 260,
      heightPt: 150,
      text: `small ${at}`,
    })),
  );
  const tookS: number[] = [];
  for (let sent = 0; sent < documents; sent += 1) {
    tookS.push(await untilEnded(apiUrl, await postDocument(apiUrl, 'small-key', pdf)));
  }
  const sorted = tookS.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50S: at(0.5), p95S: at(0.95) };
}

async function untilEnded(apiUrl: string, id: string): Promise<number> {
  const deadline = performance.now() + LONGEST_MS;
  while (performance.now() < deadline) {
    await sleep(LOOK_EVERY_MS);
    const response = await fetch(`${apiUrl}/v1/documents/${id}`, {
      headers: { authorization: 'Bearer small-key' },
    });
    const { status, created_at, finished_at } = view.parse(await response.json());
    if (finished_at === null) continue;
    if (status !== 'completed') throw new Error(`${id} ended as ${status}`);
    return (Date.parse(finished_at) - Date.parse(created_at)) / 1000;
  }
  // Said as what it took at least: a table with this in it is the finding.
  return LONGEST_MS / 1000;
}
