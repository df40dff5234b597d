import { describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createDocuments } from '../src/index.ts';
import {
  accepted,
  commitWith,
  end,
  openStore,
  page,
  planned,
  planOf,
  PREFIX,
  RETENTION_S,
  upTo,
  useRedis,
} from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);

describe('creating a document', () => {
  test('writes it, lists it, and owes its split job', async () => {
    const { documents, outbox, active } = store();
    const document = accepted('doc_a', { options: { metadata: { order: 7 } } });
    expect(await documents.create(document, '{"split":1}')).toBe(true);
    expect(await documents.read('doc_a')).toEqual({
      ...document,
      status: 'queued',
      whole: null,
      reason: null,
      round: 1,
      batch: null,
      pagesInBatch: 0,
      parked: null,
      finishedAtMs: null,
      totalPages: 0,
      goodPages: 0,
      failedPages: 0,
      blankPages: 0,
      cachedPages: 0,
      failedPageNumbers: [],
      usage: { input_tokens: 0, output_tokens: 0 },
      calls: 0,
      costMicroUsd: 0,
    });
    expect(await outbox.entries('doc_a')).toEqual([{ queue: 'split', payload: '{"split":1}' }]);
    expect(await documents.list('acme', undefined, 10)).toEqual(['doc_a']);
    expect(await active.untouchedSince(2_000, 10)).toEqual(['doc_a']);
  });

  test('twice leaves the first as it stands, and owes nothing again', async () => {
    const { documents, outbox } = store();
    await documents.create(accepted('doc_a'), '{"split":1}');
    await documents.startSplitting('doc_a');
    await outbox.remove('doc_a', { queue: 'split', payload: '{"split":1}' });
    expect(await documents.create(accepted('doc_a', { tenant: 'other' }), '{"split":2}')).toBe(
      false,
    );
    expect(await documents.read('doc_a')).toMatchObject({ tenant: 'acme', status: 'splitting' });
    expect(await outbox.entries('doc_a')).toEqual([]);
  });

  test('many times at once creates one', async () => {
    const { documents } = store();
    const created = await Promise.all(
      upTo(20).map((n) => documents.create(accepted('doc_a', { createdAtMs: n }), `{"n":${n}}`)),
    );
    expect(created.filter(Boolean)).toHaveLength(1);
  });

  test('keeps it listed, though a list that was asked for meanwhile found it without a record', async () => {
    const { redis } = connected();
    const watched = redis.duplicate();
    const { documents } = store();
    const send = watched.sendCommand.bind(watched);
    // Between the lists and the record somebody lists documents and tidies up what has no record.
    watched.sendCommand = (command, stream) => {
      if (command.name === 'evalsha') void watched.zrem('test:listing:acme', 'doc_a');
      return send(command, stream);
    };
    await createDocuments(watched, PREFIX, RETENTION_S).create(accepted('doc_a'), '{}');
    watched.disconnect();
    expect(await documents.list('acme', undefined, 10)).toEqual(['doc_a']);
  });

  test('is what makes it readable: another id is null', async () => {
    expect(await store().documents.read('doc_none')).toBeNull();
    expect(await store().documents.plannedPage('doc_none', 1)).toBeNull();
  });
});

describe('listing documents', () => {
  test('gives a tenant its own, newest first, in portions without gap or repetition', async () => {
    const { documents } = store();
    const ids = upTo(25).map((n) => `doc_${String(n).padStart(3, '0')}`);
    for (const id of ids.toSorted(() => 0.5 - Math.random())) {
      await documents.create(accepted(id), '{}');
    }
    await documents.create(accepted('doc_999', { tenant: 'other' }), '{}');
    const listed: string[] = [];
    for (let cursor: string | undefined; ; cursor = listed.at(-1)) {
      const portion = await documents.list('acme', cursor, 7);
      listed.push(...portion);
      if (portion.length < 7) break;
    }
    expect(listed).toEqual(ids.toReversed());
    expect(await documents.list('nobody', undefined, 7)).toEqual([]);
  });

  test('leaves out what was taken off the list', async () => {
    const { documents } = store();
    await documents.create(accepted('doc_a'), '{}');
    await documents.create(accepted('doc_b'), '{}');
    await documents.unlist('acme', 'doc_b');
    expect(await documents.list('acme', undefined, 7)).toEqual(['doc_a']);
  });
});

describe('planning a document', () => {
  test('fixes its pages and lets them be handed out', async () => {
    const { documents } = store();
    await documents.create(accepted('doc_a'), '{}');
    await documents.startSplitting('doc_a');
    expect(await documents.plan('doc_a', planOf([2, 5, 9]))).toBe(true);
    expect(await documents.read('doc_a')).toMatchObject({ status: 'processing', totalPages: 3 });
    expect(await documents.order('doc_a', 0, 10)).toEqual([2, 5, 9]);
    expect(await documents.order('doc_a', 1, 1)).toEqual([5]);
    expect(await documents.plannedPage('doc_a', 5)).toEqual(planOf([2, 5])[1]);
    expect(await documents.plannedPage('doc_a', 3)).toBeNull();
  });

  test('of thousands of pages keeps every page, in order', async () => {
    const { documents } = store();
    await documents.create(accepted('doc_a'), '{}');
    expect(await documents.plan('doc_a', planOf(upTo(2_345)))).toBe(true);
    expect(await documents.order('doc_a', 0, 5_000)).toEqual(upTo(2_345));
    expect(await connected().redis.hlen('test:{doc_a}:plan')).toBe(2_345);
  });

  test('by two splitters at once puts one of their plans in force, whole', async () => {
    const { documents, pages } = store();
    const plans = [upTo(1_200), upTo(700).map((n) => n * 2)];
    for (let round = 0; round < 10; round += 1) {
      const id = `doc_${round}`;
      await documents.create(accepted(id), '{}');
      const planning = plans.map((numbers) => documents.plan(id, planOf(numbers)));
      expect(await Promise.all(planning)).toEqual([true, true]);
      const order = await documents.order(id, 0, 5_000);
      expect(plans).toContainEqual(order);
      expect(await connected().redis.hlen(`test:{${id}}:plan`)).toBe(order.length);
      expect(await documents.read(id)).toMatchObject({ totalPages: order.length });
      expect(await pages.takeSlice(id, { window: 3, again: false })).toMatchObject({
        round: 1,
        from: 0,
        pages: order.slice(0, 3),
      });
    }
    // Neither draft is left.
    expect(await connected().redis.keys('*:plan:*')).toEqual([]);
  });

  test('again resets nothing of what was handed out since', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 6);
    const slice = await pages.takeSlice('doc_a', { window: 4, again: false });
    await pages.confirmSlice('doc_a', slice ?? { round: 1, from: -1, pages: [] }, 4);
    await pages.commit('doc_a', page(1), commitWith(4));
    expect(await documents.plan('doc_a', planOf([7, 8]))).toBe(true);
    expect(await documents.order('doc_a', 0, 10)).toEqual(upTo(6));
    expect(await documents.read('doc_a')).toMatchObject({ totalPages: 6, goodPages: 1 });
    expect(await pages.missing('doc_a')).toEqual([2, 3, 4]);
  });

  test('keeps no time limit of the draft: the plan stays until the end', async () => {
    await planned(store(), 'doc_a', 2);
    for (const name of ['document', 'plan', 'order']) {
      expect(await connected().redis.ttl(`test:{doc_a}:${name}`)).toBe(-1);
    }
  });

  test('of a document that has ended, or is not there, is refused and leaves nothing behind', async () => {
    const { documents } = store();
    await documents.create(accepted('doc_a'), '{}');
    await documents.end('doc_a', end('cancelled'));
    expect(await documents.plan('doc_a', planOf([1]))).toBe(false);
    expect(await documents.plan('doc_none', planOf([1]))).toBe(false);
    expect(await connected().redis.keys('*plan*')).toEqual([]);
    expect(await connected().redis.keys('*doc_none*')).toEqual([]);
  });

  test('that Redis did not take whole is an error, never a plan with a hole', async () => {
    const { redis } = connected();
    const { documents } = store();
    await documents.create(accepted('doc_a'), '{}');
    // A Redis that is full refuses commands one by one; here it is full for the first portion only.
    const full = redis.duplicate();
    let portions = 0;
    const pipeline = full.pipeline.bind(full);
    full.pipeline = (...given: Parameters<Redis['pipeline']>) => {
      const made = pipeline(...given);
      const exec = made.exec.bind(made);
      made.exec = async () => {
        portions += 1;
        if (portions === 1) await redis.config('SET', 'maxmemory', '1');
        try {
          return await exec();
        } finally {
          await redis.config('SET', 'maxmemory', '0');
        }
      };
      return made;
    };
    const planning = createDocuments(full, PREFIX, RETENTION_S).plan('doc_a', planOf(upTo(1_000)));
    const outcome = await planning.then(String, () => 'refused');
    full.disconnect();
    expect(outcome).toBe('refused');
    expect(await documents.read('doc_a')).toMatchObject({ status: 'queued', totalPages: 0 });
    expect(await documents.plan('doc_a', planOf(upTo(1_000)))).toBe(true);
    expect(await documents.order('doc_a', 0, 5_000)).toEqual(upTo(1_000));
  });
});

describe('saying that a splitter is at work', () => {
  test('moves a queued document on, and nothing that is further', async () => {
    const { documents } = store();
    await documents.create(accepted('doc_a'), '{}');
    await documents.startSplitting('doc_a');
    expect(await documents.read('doc_a')).toMatchObject({ status: 'splitting' });
    await documents.plan('doc_a', planOf([1]));
    await documents.startSplitting('doc_a');
    expect(await documents.read('doc_a')).toMatchObject({ status: 'processing' });
    await documents.end('doc_a', end('failed'));
    await documents.startSplitting('doc_a');
    expect(await documents.read('doc_a')).toMatchObject({ status: 'failed' });
    await documents.startSplitting('doc_none');
    expect(await documents.read('doc_none')).toBeNull();
  });
});
