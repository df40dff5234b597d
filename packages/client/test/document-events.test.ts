import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Answers, type Asked, say, someDocument, startAnswers } from '@quire/testkit';
import {
  createQuireClient,
  type DocumentEvent,
  type QuireClient,
  QuireError,
} from '../src/index.ts';
import { openEvents } from '../src/open-events.ts';

let answers: Answers | undefined;

afterEach(async () => {
  await answers?.stop();
  answers = undefined;
});

async function clientOf(
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<QuireClient> {
  answers = await startAnswers(answer);
  return createQuireClient({ baseUrl: answers.url, apiKey: 'k-1' });
}

const frame = (id: string, event: string, data: object): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const page = (number: number): object => ({ page: number, verdict: 'ok', source: 'claude' });
const isEvents = ({ path }: Asked): boolean => path.includes('/events');

/** Answers with what is to be told, over as many connections as there are parts. */
function tell(response: ServerResponse, ...frames: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write('retry: 1\n\n');
  for (const text of frames) response.write(text);
}

async function all(events: AsyncIterable<DocumentEvent>): Promise<DocumentEvent[]> {
  const heard: DocumentEvent[] = [];
  for await (const event of events) heard.push(event);
  return heard;
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof QuireError ? error.code : error;
}

describe('events', () => {
  test('come over as many connections as it takes, and end with the document', async () => {
    const client = await clientOf(({ n }, response) => {
      if (n === 1) {
        tell(response, frame('1-0', 'document', someDocument()), frame('1-1', 'page', page(7)));
        // In the middle of an event, which is told again.
        response.write('id: 1-2\nevent: page\nda', () => response.destroy());
      } else if (n === 2) {
        tell(response, frame('1-2', 'page', page(8)), frame('1-2', 'problem', { code: 'any' }));
        response.end();
      } else {
        tell(response, frame('1-2-end', 'document', someDocument({ status: 'completed' })));
      }
    });
    const heard = await all(client.events('doc_1'));
    expect(heard.map(({ id, type }) => `${id} ${type}`)).toEqual([
      '1-0 document',
      '1-1 page',
      '1-2 page',
      '1-2-end document',
    ]);
    expect(heard[2]).toMatchObject({ page: { page: 8, verdict: 'ok' } });
    const asked = answers?.asked.map(({ path, headers }) => [path, headers['last-event-id']]);
    expect(asked).toEqual([
      ['/v1/documents/doc_1/events', undefined],
      ['/v1/documents/doc_1/events', '1-1'],
      ['/v1/documents/doc_1/events', '1-2'],
    ]);
    expect(answers?.asked[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      authorization: 'Bearer k-1',
    });
  });

  test('go on from where they were left, and are none where all was told', async () => {
    const client = await clientOf((_asked, response) => response.writeHead(204).end());
    expect(await all(client.events('doc_1', { lastEventId: '1-2-end', pages: false }))).toEqual([]);
    const [asked] = answers?.asked ?? [];
    expect(asked?.path).toBe('/v1/documents/doc_1/events?events=document');
    expect(asked?.headers['last-event-id']).toBe('1-2-end');
  });

  test('of a document that is deleted meanwhile end with that', async () => {
    const client = await clientOf(({ n }, response) => {
      if (n > 1) say(response, 404, { code: 'document_not_found', title: 'There is none.' });
      else tell(response, frame('1-0', 'document', someDocument()));
      response.end();
    });
    expect(await codeOf(all(client.events('doc_1')))).toBe('document_not_found');
  });

  test('of something else than Quire are none', async () => {
    const client = await clientOf((_asked, response) => say(response, 200, someDocument()));
    expect(await codeOf(all(client.events('doc_1')))).toBe('unexpected_answer');
  });

  test('end with the reason of their signal, and with the loop that is left', async () => {
    const closed: Promise<unknown>[] = [];
    const client = await clientOf((_asked, response) => {
      closed.push(once(response, 'close'));
      tell(response, frame('1-0', 'document', someDocument()));
    });
    const stop = new AbortController();
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const event of client.events('doc_1', { signal: stop.signal })) {
        expect(event.id).toBe('1-0');
        stop.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    for await (const event of client.events('doc_1')) {
      expect(event.id).toBe('1-0');
      break;
    }
    expect(await Promise.all(closed)).toHaveLength(2);
  });

  test('that something in between keeps for later are given up', async () => {
    answers = await startAnswers((_asked, response) => tell(response));
    const address = { baseUrl: `${answers.url}/`, authorization: undefined };
    const bounds = { firstWithinMs: 50, silentMs: 50 };
    const { events } = await openEvents(address, 'v1/documents/doc_1/events', {}, bounds);
    expect(await codeOf(all(events))).toBe('unreachable');
  });

  test('that cease without an end are given up, and not while comments say that it lives', async () => {
    let comments = 0;
    answers = await startAnswers((_asked, response) => {
      tell(response, frame('1-0', 'document', someDocument()));
      for (let after = 300; after <= 1_500; after += 300) {
        setTimeout(() => response.write(':\n\n', () => (comments += 1)), after);
      }
    });
    const address = { baseUrl: `${answers.url}/`, authorization: undefined };
    const bounds = { firstWithinMs: 5_000, silentMs: 1_000 };
    const { events } = await openEvents(address, 'v1/documents/doc_1/events', {}, bounds);
    expect(await codeOf(all(events))).toBe('unreachable');
    expect(comments).toBe(5);
  });
});

/** Waits for the end, and says which statuses were told on the way. */
async function statusesSeen(client: QuireClient, more: object = {}): Promise<string[]> {
  const seen: string[] = [];
  await client.waitFor('doc_1', {
    pollMs: 5,
    onChange: ({ status }) => seen.push(status),
    ...more,
  });
  return seen;
}

describe('waiting', () => {
  test('is told by events, and looks once', async () => {
    const client = await clientOf((asked, response) => {
      if (!isEvents(asked)) return say(response, 200, someDocument());
      tell(response, frame('1-0', 'document', someDocument()));
      setTimeout(() => {
        response.write(frame('1-0', 'document', someDocument({ status: 'processing' })));
        response.write(frame('1-0-end', 'document', someDocument({ status: 'partial' })));
      }, 30);
    });
    expect(await statusesSeen(client)).toEqual(['queued', 'processing', 'partial']);
    expect(answers?.asked.map(({ path }) => path)).toEqual([
      '/v1/documents/doc_1',
      '/v1/documents/doc_1/events?events=document',
    ]);
  });

  test('goes on with the next stream where one breaks off', async () => {
    let streams = 0;
    const client = await clientOf((asked, response) => {
      if (!isEvents(asked)) return say(response, 200, someDocument());
      streams += 1;
      const status = streams < 4 ? 'queued' : 'completed';
      tell(response, frame(`1-${streams}`, 'document', someDocument({ status })));
      setTimeout(() => response.destroy(), 5);
    });
    expect(await statusesSeen(client)).toEqual(['queued', 'completed']);
    const ids = answers?.asked.filter(isEvents).map(({ headers }) => headers['last-event-id']);
    expect(ids).toEqual([undefined, '1-1', '1-2', '1-3']);
  });

  test.each([
    [
      'refuses streams',
      (response: ServerResponse) => say(response, 429, { code: 'too_many_streams' }),
    ],
    [
      'knows of none',
      (response: ServerResponse) => say(response, 404, { code: 'route_not_found' }),
    ],
    ['answers them as a page', (response: ServerResponse) => say(response, 200, {})],
    ['breaks them', (response: ServerResponse) => response.destroy()],
    ['ends them at once', (response: ServerResponse) => tell(response) ?? response.end()],
  ])('looks now and then where a proxy or a server %s', async (_name, answer) => {
    let looks = 0;
    const client = await clientOf((asked, response) => {
      if (isEvents(asked)) return answer(response);
      looks += 1;
      say(response, 200, someDocument({ status: looks < 6 ? 'processing' : 'completed' }));
    });
    expect(await statusesSeen(client)).toEqual(['processing', 'completed']);
    expect(answers?.asked.filter(isEvents)).toHaveLength(2);
  });

  test('for many only looks, where it is told to', async () => {
    const client = await clientOf(({ n }, response) =>
      say(response, 200, someDocument({ status: n < 3 ? 'queued' : 'failed' })),
    );
    expect(await statusesSeen(client, { events: false })).toEqual(['queued', 'failed']);
    expect(answers?.asked.filter(isEvents)).toEqual([]);
  });
});
