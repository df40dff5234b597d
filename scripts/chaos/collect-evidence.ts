import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLedger } from '@quire/store';
import { Redis } from 'ioredis';
import { expectedPictures } from './expected-pictures.ts';
import type { Evidence } from './judge-run.ts';
import { leftoverFiles, leftoverKeys, livingRenderers } from './read-leftovers.ts';
import { readBill } from './read-bill.ts';
import { readLedger } from './read-ledger.ts';
import { readPages } from './read-pages.ts';
import { readWebhooks } from './read-webhooks.ts';
import type { Load } from './run-load.ts';
import { settles } from './settle.ts';
import type { WholeSystem } from '../whole-system.ts';

const MODEL = 'claude-haiku-5-5';
/** Longer than any lease or lock: what is still there then will not go by itself. */
const LEASES_MS = 240_000;
/** Longer than the second wait of a webhook's schedule, which is six minutes at most. */
const WEBHOOKS_MS = 390_000;

/** Waits for what may still come, reads everything, ends the system, and looks at what is left. */
export async function collectEvidence(
  system: WholeSystem,
  { sent, ended, faults, tookS }: Load,
  folder: string,
): Promise<Evidence> {
  const redis = new Redis(system.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const { receiver } = system;
  await settles(
    async () => readWebhooks(receiver.deliveries, ended).untold.length === 0,
    WEBHOOKS_MS,
  );
  await settles(async () => (await leftoverKeys(redis, system.prefix)).length === 0, LEASES_MS);
  const redisKeys = await leftoverKeys(redis, system.prefix);
  const drawn = join(folder, 'drawn-again');
  mkdirSync(drawn);
  const expected = await expectedPictures(sent, MODEL, drawn);
  const pages = await readPages(system.apiUrl, sent, ended, expected);
  const bill = await readBill(system.simUrl);
  const ledger = await readLedger(createLedger(redis, system.prefix, 0), bill.calls, pages.answers);
  const moneyReserved = await reservedMicroUsd(redis, system.prefix);
  redis.disconnect();

  const visions = system.roles.filter(({ name }) => name.startsWith('vision'));
  const kills = visions.flatMap(({ ends }) => ends).filter((end) => end === 'SIGKILL').length;
  const stops = faults.filter(({ name, what }) => name === 'stop' && what.startsWith('vision'));
  const cpu = [...system.roles, system.redis, system.sim].map(
    (one) => [one.name, one.cpuS()] as const,
  );
  const rolesThatHung = await system.stop();
  const children = system.roles.flatMap(({ childPids }) => [...childPids]);
  // Those of a process that has just ended have a moment to see it.
  await settles(async () => livingRenderers(children).length === 0, 10_000);
  const ends = system.roles.reduce((sum, role) => sum + role.ends.length, 0);
  console.log(`${faults.length} faults, ${ends} ends of processes, ${tookS.toFixed(0)} s`);
  const failed = [...pages.failed].map(([code, count]) => `, ${count} ended as ${code}`).join('');
  console.log(
    `${pages.pagesSent} pages, ${pages.wholes} wholes: ${pages.cached} known answers${failed}`,
  );
  const perPage = ([name, seconds]: readonly [string, number]): string =>
    `${name} ${((seconds * 1000) / pages.pagesSent).toFixed(2)}`;
  console.log(`CPU, ms a page (renderers not counted): ${cpu.map(perPage).join(', ')}`);
  return {
    pages,
    bill,
    rolesThatHung,
    leftovers: { redisKeys, ...leftoverFiles(system) },
    webhooks: readWebhooks(receiver.deliveries, ended),
    ledger,
    moneyReserved,
    visionStops: kills + stops.length,
    renderersLeft: livingRenderers(children),
  };
}

/** What the limiter's budgets hold for calls in flight; there should be none. */
async function reservedMicroUsd(redis: Redis, prefix: string): Promise<number> {
  const budgets = await redis.hgetall(`${prefix}:{limits}:budgets`);
  const reserved = Object.entries(budgets).filter(([field]) => field.endsWith('|reserved'));
  return reserved.reduce((sum, [, microUsd]) => sum + Number(microUsd), 0);
}
