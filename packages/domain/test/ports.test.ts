import { beforeEach, describe, expect, test } from '@jest/globals';
import { feedPages, type FeedPorts, relayOutbox } from '../src/index.ts';

class Killed extends Error {}

/** An outbox and a queue in memory; the process dies at the step named, once. */
function outboxThatDies(...steps: string[]) {
  const entries = [
    { queue: 'aggregate', payload: '{"a":1}' },
    { queue: 'webhooks', payload: '{"w":1}' },
  ];
  const added: string[] = [];
  const dies = (step: string): void => {
    const at = steps.indexOf(step);
    if (at < 0) return;
    steps.splice(at, 1);
    throw new Killed(step);
  };
  return {
    left: entries,
    added,
    outbox: {
      entries: () => Promise.resolve([...entries]),
      async remove(_documentId: string, { queue }: { queue: string }) {
        dies(`before removing ${queue}`);
        entries.splice(
          entries.findIndex((entry) => entry.queue === queue),
          1,
        );
        dies(`after removing ${queue}`);
        return Promise.resolve();
      },
    },
    producer: {
      async addEntry(queue: string) {
        dies(`before adding ${queue}`);
        added.push(queue);
        dies(`after adding ${queue}`);
        return Promise.resolve();
      },
    },
  };
}

describe('relaying an outbox', () => {
  test('enqueues each entry, then takes it away', async () => {
    const ports = outboxThatDies();
    await relayOutbox('doc_1', ports);
    expect(ports.added).toEqual(['aggregate', 'webhooks']);
    expect(ports.left).toEqual([]);
  });

  test.each([
    ['before adding aggregate', ['aggregate', 'webhooks']],
    ['after adding aggregate', ['aggregate', 'aggregate', 'webhooks']],
    ['before removing aggregate', ['aggregate', 'aggregate', 'webhooks']],
    ['after removing aggregate', ['aggregate', 'webhooks']],
    ['before adding webhooks', ['aggregate', 'webhooks']],
    ['after adding webhooks', ['aggregate', 'webhooks', 'webhooks']],
  ])('killed %s, it never leaves an entry out when it is run again', async (step, added) => {
    const ports = outboxThatDies(step);
    await expect(relayOutbox('doc_1', ports)).rejects.toThrow(Killed);
    await relayOutbox('doc_1', ports);
    expect(ports.added).toEqual(added);
    expect(ports.left).toEqual([]);
  });

  test('that is empty asks the queue nothing', async () => {
    const ports = outboxThatDies();
    ports.left.length = 0;
    await relayOutbox('doc_1', ports);
    expect(ports.added).toEqual([]);
  });
});

const makeRoom = () => Promise.resolve({ window: 0, rank: 7, admitted: [] });

describe('feeding pages', () => {
  const slice = { round: 1, from: 0, pages: [1, 2, 3], out: 3, rest: 1 };
  const steps: string[] = [];
  const noted =
    (what: string) =>
    (...given: readonly unknown[]): Promise<void> =>
      Promise.resolve(void steps.push([what, ...given].map(String).join(' ')));
  const ports: FeedPorts = {
    producer: { addPages: noted('add'), addSplit: noted('start') },
    places: {
      takeTurn: (_id, { out }) => Promise.resolve({ window: out, rank: 7, admitted: [] }),
      async leave(id, why) {
        await noted('leave')(id, why);
        return [{ documentId: 'doc_2', round: 1, rank: 9 }];
      },
    },
    pages: {
      async confirmSlice(_id, { from }, window) {
        await noted('confirm')(from, window);
        return from === 0 ? { round: 1, from: 3, pages: [4], out: 2, rest: 0 } : null;
      },
      idleness: () => Promise.resolve('waits' as const),
    },
  };
  beforeEach(() => {
    steps.length = 0;
  });

  test('enqueues the slice in its turn, confirms it, and goes on with what it is handed for that', async () => {
    await feedPages('doc_1', slice, ports);
    expect(steps).toEqual(['add doc_1 1,2,3 1 7', 'confirm 0 3', 'add doc_1 4 1 7', 'confirm 3 2']);
  });

  test('confirms nothing when enqueueing did not succeed', async () => {
    const producer = { ...ports.producer, addPages: () => Promise.reject(new Killed()) };
    await expect(feedPages('doc_1', slice, { ...ports, producer })).rejects.toThrow(Killed);
    expect(steps).toEqual([]);
  });

  test('sets going what was given a place, before its own pages', async () => {
    const admitted = [{ documentId: 'doc_3', round: 2, rank: 5 }];
    const takeTurn = () => Promise.resolve({ window: 4, rank: 7, admitted });
    await feedPages(
      'doc_1',
      { ...slice, from: 3 },
      { ...ports, places: { ...ports.places, takeTurn } },
    );
    expect(steps).toEqual(['start doc_3 2 5', 'add doc_1 1,2,3 1 7', 'confirm 3 4']);
  });

  test('leaves the place at once when its pages ended before it was known that they were the last', async () => {
    await feedPages(
      'doc_1',
      { ...slice, from: 3 },
      { ...ports, places: { ...ports.places, takeTurn: makeRoom } },
    );
    expect(steps.slice(1)).toEqual(['confirm 3 0', 'leave doc_1 waits', 'start doc_2 1 9']);
  });

  test('of no slice does nothing', async () => {
    await feedPages('doc_1', null, ports);
    expect(steps).toEqual([]);
  });
});
