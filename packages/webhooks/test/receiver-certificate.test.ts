import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import { createGuardedAgent, deliverWebhook, type DeliveryOutcome } from '../src/index.ts';

/** Made for these tests, good for nothing else; the authority's own key was thrown away. */
const pem = (name: string): string =>
  readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');

const guard = { allowPrivate: true };
const agent = createGuardedAgent(guard);
const known = getCACertificates('default');
let receiver: WebhookReceiver | undefined;

beforeAll(() => setDefaultCACertificates([...known, pem('authority.cert')]));
afterEach(() => receiver?.stop());
afterAll(async () => {
  setDefaultCACertificates(known);
  await agent.close();
});

test('a receiver with a sound certificate is delivered to', async () => {
  expect(await deliverTo('sound')).toMatchObject({ kind: 'delivered', statusCode: 204 });
  expect(receiver?.deliveries).toHaveLength(1);
});

test.each([
  ['expired', 'Its certificate has expired. (CERT_HAS_EXPIRED)'],
  ['self-signed', 'Its certificate is self-signed. (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ['other-host', 'Its certificate is for another host name. (ERR_TLS_CERT_ALTNAME_INVALID)'],
])('one whose certificate is %s is sent nothing, and it is said why', async (name, message) => {
  expect(await deliverTo(name)).toMatchObject({
    kind: 'failed',
    statusCode: null,
    error: { code: 'webhook_tls_failed', message },
  });
  expect(receiver?.deliveries).toEqual([]);
});

test('one that speaks no TLS where it should is said to', async () => {
  receiver = await startWebhookReceiver();
  expect(await deliver(receiver.url.replace('http:', 'https:'))).toMatchObject({
    kind: 'failed',
    error: {
      code: 'webhook_tls_failed',
      message: expect.stringContaining('It does not speak TLS as it should.'),
    },
  });
});

async function deliverTo(certificate: string): Promise<DeliveryOutcome> {
  const identity = { key: pem('receiver.key'), cert: pem(`${certificate}.cert`) };
  receiver = await startWebhookReceiver({}, identity);
  return deliver(receiver.url);
}

function deliver(url: string): Promise<DeliveryOutcome> {
  const delivery = { url, id: 'wh_1', body: '{}', secrets: [], atMs: Date.now() };
  return deliverWebhook(delivery, agent, guard, new AbortController().signal);
}
