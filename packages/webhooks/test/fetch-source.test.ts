import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import { createGuardedAgent, fetchSource } from '../src/index.ts';

const guard = { allowPrivate: true };
const agent = createGuardedAgent(guard);
let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startWebhookReceiver({ status: () => 200, body: () => 'a document' });
});

afterEach(() => receiver.stop());

afterAll(() => agent.close());

describe('fetching a source', () => {
  test('gives its bytes as they come', async () => {
    expect(await fetched(receiver.url)).toBe('a document');
  });

  test('follows up to three redirects', async () => {
    receiver.behave(redirecting(3));
    expect(await fetched(receiver.url)).toBe('after 3 redirects');
    expect(receiver.deliveries.map(({ path }) => path)).toEqual(['/', '/1', '/2', '/3']);
  });

  test('gives up at the fourth', async () => {
    receiver.behave(redirecting(4));
    await expect(fetched(receiver.url)).rejects.toMatchObject({
      code: 'source_unreachable',
      detail: 'more than 3 redirects',
    });
  });

  test.each([
    'http://user:password@127.0.0.1/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'data:text/plain,hello',
  ])('checks each hop anew: a redirect to %s is source_not_allowed', async (location) => {
    receiver.behave({ status: () => 302, headers: () => ({ location }) });
    await expect(fetched(receiver.url)).rejects.toMatchObject({ code: 'source_not_allowed' });
  });

  test('refuses a metadata service where private addresses are not allowed', async () => {
    const strict = { allowPrivate: false };
    await expect(
      fetchSource('http://169.254.169.254/latest/', agent, strict),
    ).rejects.toMatchObject({ code: 'source_not_allowed' });
  });

  test.each([204, 304, 400, 401, 404, 500])(
    'of what answers with %d is source_unreachable',
    async (status) => {
      receiver.behave({ status: () => status });
      await expect(fetched(receiver.url)).rejects.toMatchObject({
        code: 'source_unreachable',
        detail: `it answered ${status}`,
      });
    },
  );

  test('of what does not answer, or is no URL, is source_unreachable', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}/`;
    for (const url of [nobody, 'http://', 'http://no-such-name.invalid/']) {
      await expect(fetched(url)).rejects.toMatchObject({ code: 'source_unreachable' });
    }
  });

  test('says the same of a blocked address as of any other: nothing is learnt from it', async () => {
    const blocked = await fetchSource('http://10.0.0.1/', agent, { allowPrivate: false }).catch(
      (error: unknown) => error,
    );
    expect(String(blocked)).not.toContain('10.0.0.1');
  });

  test('whose body breaks off fails by name while it is read', async () => {
    receiver.behave({
      status: () => 200,
      headers: () => ({ 'content-length': '1000' }),
      body: () => 'only this much',
    });
    const bytes = await fetchSource(receiver.url, agent, guard);
    const reading = readAll(bytes);
    const failing = reading.catch((error: unknown) => error);
    await receiver.waitFor(1, 5_000);
    await receiver.stop();
    expect(await failing).toMatchObject({ code: 'source_unreachable' });
    receiver = await startWebhookReceiver();
  });

  test('that is compressed comes unpacked, so that it is counted as what it is', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(1_000_000)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const text = await fetched(`http://127.0.0.1:${port}/`);
    expect(text).toHaveLength(1_000_000);
    server.closeAllConnections();
    server.close();
  });
});

async function fetched(url: string): Promise<string> {
  return readAll(await fetchSource(url, agent, guard));
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends on so many times, to /1, /2, …, and then answers. */
function redirecting(hops: number): Parameters<WebhookReceiver['behave']>[0] {
  return {
    status: (n) => (n <= hops ? 302 : 200),
    headers: (n) => (n <= hops ? { location: `/${n}` } : {}),
    body: (n) => (n <= hops ? '' : `after ${hops} redirects`),
  };
}
