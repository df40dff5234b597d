import { expect, test } from '@jest/globals';
import { isQueueName, queueNames, queueTable } from '../src/index.ts';
import { waitAfterFailureMs } from '../src/queue-table.ts';

test('every job has an id that BullMQ and a batch take, the same each time', () => {
  const documentId = `doc_${'0'.repeat(26)}`;
  const ids = [
    queueTable.split.id({ v: 1, documentId }),
    queueTable.pages.id({ v: 1, documentId, page: 10_000 }),
    queueTable.aggregate.id({ v: 1, documentId }),
    queueTable.webhooks.id({
      v: 1,
      documentId,
      webhookId: `wh_${documentId}_completed`,
      type: 'x',
    }),
    queueTable.webhooks.id({
      v: 1,
      documentId,
      webhookId: `wh_${documentId}_completed_99`,
      type: 'x',
      replay: 1_000,
    }),
  ];
  expect(ids).toEqual([
    `split-${documentId}`,
    `${documentId}-p10000`,
    `aggregate-${documentId}`,
    `wh_${documentId}_completed`,
    `wh_${documentId}_completed_99-again1000`,
  ]);
  for (const id of ids) expect(id).toMatch(/^(?!\d+$)[a-zA-Z0-9_-]{1,64}$/);
});

test('the names of the queues are those of the table, and nothing every object has', () => {
  expect(queueNames).toEqual(Object.keys(queueTable));
  expect(isQueueName('pages')).toBe(true);
  for (const name of ['constructor', 'toString', '__proto__', '']) {
    expect(isQueueName(name)).toBe(false);
  }
});

test('after a failure a job waits its step, up to half of it taken off by chance', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => waitAfterFailureMs('pages', n, 0) / 1_000)).toEqual(
    [1, 2, 4, 8, 16, 32, 60, 60, 60],
  );
  expect(waitAfterFailureMs('pages', 3, 1)).toBe(2_000);
  expect(waitAfterFailureMs('pages', 3, 0.5)).toBe(3_000);
});
