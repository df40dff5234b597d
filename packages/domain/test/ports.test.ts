import { describe, expect, test } from '@jest/globals';
import { feedPages, relayOutbox } from '../src/index.ts';

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

const never = (): Promise<void> => Promise.reject(new Error('not to be called'));

describe('feeding pages', () => {
  const slice = { round: 1, from: 0, pages: [1, 2, 3] };

  test('enqueues the slice, confirms it, and goes on with what it is handed for that', async () => {
    const steps: string[] = [];
    await feedPages('doc_1', slice, {
      producer: {
        addPages: (id, pages) => Promise.resolve(void steps.push(`${id} ${pages.join()}`)),
      },
      pages: {
        confirmSlice(_id, { from }, window) {
          steps.push(`from ${from} of ${window}`);
          return Promise.resolve(from === 0 ? { round: 1, from: 3, pages: [4] } : null);
        },
      },
    });
    expect(steps).toEqual(['doc_1 1,2,3', 'from 0 of 100', 'doc_1 4', 'from 3 of 100']);
  });

  test('confirms nothing when enqueueing did not succeed', async () => {
    let confirmed = 0;
    const feeding = feedPages('doc_1', slice, {
      producer: { addPages: () => Promise.reject(new Killed()) },
      pages: {
        confirmSlice() {
          confirmed += 1;
          return Promise.resolve(null);
        },
      },
    });
    await expect(feeding).rejects.toThrow(Killed);
    expect(confirmed).toBe(0);
  });

  test('of no slice does nothing', async () => {
    await expect(
      feedPages('doc_1', null, {
        producer: { addPages: never },
        pages: { confirmSlice: () => never().then(() => null) },
      }),
    ).resolves.toBeUndefined();
  });
});
