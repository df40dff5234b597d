import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import {
  assertAllowedUrl,
  assertPublicUrl,
  createGuardedAgent,
  deliverWebhook,
  fetchSource,
  type GuardOptions,
} from '../src/index.ts';

const STRICT: GuardOptions = { allowPrivate: false };
const OPEN: GuardOptions = { allowPrivate: true };

const hostile = [
  'http://127.0.0.1/',
  'http://127.255.255.254/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://0.0.0.0/',
  'http://0/',
  'http://10.0.0.1/',
  'http://100.64.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://168.63.129.16/',
  'http://192.0.0.192/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b:1::a9fe:a9fe]/',
  'http://[2002:7f00:1::]/',
  'http://[2001::1]/',
  'http://[2001:db8::1]/',
  'http://[3fff::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[5f00::1]/',
  'http://①②⑦.⓪.⓪.①/',
  'http://user:password@example.com/',
  'http://user@example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'data:text/plain,hello',
  'gopher://example.com/',
  'http://localhost/',
  'https://localhost:8443/hook',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://hooks.localhost/',
];

const welcome = [
  'https://example.com/hook',
  'http://example.com:8080/',
  'http://8.8.8.8/',
  'http://172.32.0.1/',
  'http://[2606:4700:4700::1111]/',
  'https://xn--bcher-kva.example/',
  'https://notlocalhost/',
  'https://localhost.example/',
];

let receiver: WebhookReceiver;
const open = createGuardedAgent(OPEN);

beforeAll(async () => {
  receiver = await startWebhookReceiver();
});

afterAll(async () => {
  await Promise.all([open.close(), receiver.stop()]);
});

describe('an address that somebody else chose', () => {
  test.each(hostile)('%s is refused', (url) => {
    expect(() => assertAllowedUrl(new URL(url), STRICT)).toThrow('is not a public address');
  });

  test.each(welcome)('%s is let through', (url) => {
    expect(() => assertAllowedUrl(new URL(url), STRICT)).not.toThrow();
  });

  test.each(['http://127.0.0.1/', 'http://[::1]/', 'http://10.1.2.3/'])(
    '%s is let through where private addresses are allowed',
    (url) => {
      expect(() => assertAllowedUrl(new URL(url), OPEN)).not.toThrow();
    },
  );

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://a:b@127.0.0.1/'])(
    '%s is refused even there',
    (url) => {
      expect(() => assertAllowedUrl(new URL(url), OPEN)).toThrow('is not a public address');
    },
  );

  test.each([
    ...hostile,
    'http://example.com/a.png',
    'https://127.0.0.1/a.png',
    'https://[fd00::1]/a.png',
    'https://intranet/a.png',
    'https://localhost/a.png',
    'https://files.localhost./a.png',
    'https://nas.local/a.png',
    'https://vault.internal/a.png',
    'https://router.home.arpa/a.png',
    'https://a:b@example.com/a.png',
  ])('%s is not handed on to others', (url) => {
    expect(() => assertPublicUrl(new URL(url), STRICT)).toThrow('is not a public address');
  });

  test.each(['https://example.com/a.png', 'https://8.8.8.8/', 'https://[2606:4700:4700::1111]/'])(
    '%s may be handed on',
    (url) => {
      expect(() => assertPublicUrl(new URL(url), STRICT)).not.toThrow();
    },
  );

  test('is looked up before it is connected to: a name that leads to loopback gets no request', async () => {
    const before = receiver.deliveries.length;
    const url = receiver.url.replace('127.0.0.1', 'hooks.example');
    const agent = createGuardedAgent(STRICT, (_hostname, _options, callback) => {
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    const delivery = { url, id: 'wh_1', body: '{}', secrets: [], atMs: 0 };
    const signal = new AbortController().signal;
    expect(await deliverWebhook(delivery, agent, STRICT, signal)).toMatchObject({
      kind: 'failed',
      error: { code: 'webhook_not_allowed' },
    });
    await expect(fetchSource(url, agent, STRICT)).rejects.toMatchObject({
      code: 'source_not_allowed',
    });
    await agent.close();
    expect(receiver.deliveries).toHaveLength(before);
  });

  test('is looked up anew for each try: what it led to before is not remembered', async () => {
    const answers = ['ENOTFOUND', '10.0.0.1', 'EAI_AGAIN', '127.0.0.1'];
    const looked: string[] = [];
    const agent = createGuardedAgent(STRICT, (hostname, _options, callback) => {
      looked.push(hostname);
      const answer = answers[looked.length - 1] ?? '';
      if (answer.startsWith('E')) callback(Object.assign(new Error(answer), { code: answer }), []);
      else callback(null, [{ address: answer, family: 4 }]);
    });
    const { signal } = new AbortController();
    const delivery = { url: 'http://hooks.example/', id: 'wh_1', body: '{}', secrets: [], atMs: 0 };
    const codes: unknown[] = [];
    while (codes.length < answers.length) {
      codes.push((await deliverWebhook(delivery, agent, STRICT, signal)).error?.code);
    }
    await agent.close();
    expect(codes).toEqual([
      'webhook_unreachable',
      'webhook_not_allowed',
      'webhook_unreachable',
      'webhook_not_allowed',
    ]);
    expect(looked).toHaveLength(4);
  });

  test('is reached where private addresses are allowed, by name and by number', async () => {
    for (const url of [receiver.url, receiver.url.replace('127.0.0.1', 'localhost')]) {
      const delivery = { url, id: 'wh_1', body: '{}', secrets: [], atMs: 0 };
      const signal = new AbortController().signal;
      expect(await deliverWebhook(delivery, open, OPEN, signal)).toMatchObject({
        kind: 'delivered',
        statusCode: 204,
      });
    }
  });
});
