import { EventEmitter, once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type DocumentBell, openDocumentBell } from '../src/index.ts';
import {
  accepted,
  commitWith,
  openStore,
  outcome,
  page,
  planned,
  planOf,
  PREFIX,
  sent,
  upTo,
  useRedis,
} from './connect.ts';

let bell: DocumentBell | undefined;

// Before that of the connection, which looks whether another is left open.
afterEach(() => {
  bell?.close();
  bell = undefined;
});

const connected = useRedis('always');

function openBell(): DocumentBell {
  const connection = new Redis(connected().server.url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
  });
  connection.on('error', () => undefined);
  bell = openDocumentBell(connection, PREFIX);
  return bell;
}

/** Listens, and says how often it rang; it rings once by itself, when it hears. */
async function listening(id: string) {
  const rings: number[] = [];
  const heard = new EventEmitter();
  const stop = (bell ?? openBell()).listen(id, () => {
    rings.push(1);
    heard.emit('ring');
  });
  const until = async (count: number): Promise<void> => {
    if (rings.length >= count) return;
    await once(heard, 'ring');
    await until(count);
  };
  await until(1);
  return { until, stop, rings: () => rings.length };
}

test('each script that changes what is seen of a document rings its bell, once', async () => {
  const { documents, pages } = openStore(connected().redis);
  const heard = await listening('doc_a');
  const steps: (() => Promise<unknown>)[] = [
    () => documents.startSplitting('doc_a'),
    () => documents.plan('doc_a', planOf(upTo(3))),
    () => documents.park('doc_a', { code: 'budget_reached', detail: 'spent' }),
    // Its call is sent: it waits no longer.
    () => sent(openStore(connected().redis), 'doc_a', 1),
    () => pages.draft('doc_a', page(1), outcome(1), 0),
    () => pages.commit('doc_a', page(2), commitWith(9)),
    () => pages.reject('doc_a', page(2, { verdict: 'failed' })),
    () => documents.raiseBudget('doc_a', 5),
    () => documents.end('doc_a', { status: 'partial', reason: null, webhookJob: null }),
    () => documents.retry('doc_a', 2, { splitJob: '{}', wholeJob: '{}' }),
  ];
  await documents.create(accepted('doc_a', { options: { budget_usd: 1 } }), '{}');
  for (const [at, step] of steps.entries()) {
    await step();
    await heard.until(at + 2);
  }
  expect(heard.rings()).toBe(steps.length + 1);
});

test('a bell that is lost and found again rings, for nobody knows what it missed', async () => {
  const store = openStore(connected().redis);
  await planned(store, 'doc_a', 2);
  const heard = await listening('doc_a');
  const before = heard.rings();
  await connected().server.kill();
  await connected().server.restart();
  await heard.until(before + 1);
  const after = heard.rings();
  await store.pages.commit('doc_a', page(1), commitWith(9));
  await heard.until(after + 1);
  expect(heard.rings()).toBe(after + 1);
});

test('one who stops is told no more, the others are', async () => {
  const store = openStore(connected().redis);
  await planned(store, 'doc_a', 2);
  const [one, other] = [await listening('doc_a'), await listening('doc_a')];
  one.stop();
  const rings = one.rings();
  await store.pages.commit('doc_a', page(1), commitWith(9));
  await other.until(2);
  expect(one.rings()).toBe(rings);
  other.stop();
  // Nobody is left, and nothing is sent to anybody.
  expect(await connected().redis.publish('test:{doc_a}:document', '')).toBe(0);
});

test('a user of Redis who may not ring still commits what is paid', async () => {
  const { redis, server } = connected();
  const store = openStore(redis);
  await planned(store, 'doc_a', 1);
  await redis.call('ACL', 'SETUSER', 'mute', 'on', '>pass', '~*', '+@all', 'resetchannels');
  const mute = new Redis(server.url.replace('//', '//mute:pass@'));
  await expect(mute.publish('test:{doc_a}:document', '')).rejects.toThrow(/NOPERM/);
  const commit = await openStore(mute).pages.commit('doc_a', page(1), commitWith(9));
  expect(commit).toMatchObject({ stands: true, isComplete: true });
  mute.disconnect();
  await redis.call('ACL', 'DELUSER', 'mute');
});
