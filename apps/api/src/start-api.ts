import { once } from 'node:events';
import { createServer } from 'node:http';
import { limitsByGroup } from '@quire/claude';
import { type ApiConfig, originalsSpace, rendererOptions } from '@quire/config';
import { admissionRules, documentOptionsWith } from '@quire/domain';
import { createLimiter } from '@quire/limits';
import { openPageRenderer } from '@quire/pages';
import { createProducer } from '@quire/queues';
import { connectRedis, type RoleTools, startForgettingCopies } from '@quire/service';
import {
  createActiveDocuments,
  createBatches,
  createBlobUsers,
  createDeletions,
  createDeliveries,
  createDocumentFeed,
  createDocuments,
  createIdempotency,
  createLedger,
  createOutbox,
  createPages,
  createPlaces,
  createReceivers,
  forgetAnswers,
  openBlobs,
  openDocumentBell,
} from '@quire/store';
import { createGuardedAgent } from '@quire/webhooks';
import type { ApiPorts } from './api-ports.ts';
import { answerBrokenRequests } from './answer-broken-requests.ts';
import { createApp } from './app.ts';
import { closeServer } from './close-server.ts';
import { createDocumentWatch } from './events/document-watch.ts';
import { createEventStreams } from './events/event-streams.ts';
import { failingAs } from './failing-as.ts';

/** 500 MB over a line of 3 Mbit/s; slower uploads are cut. */
const REQUEST_TIMEOUT_MS = 25 * 60_000;
const HEADERS_TIMEOUT_MS = 20_000;
/** Requests in hand at SIGTERM get this long. */
const CLOSE_WITHIN_MS = 20_000;

type ApiTools = RoleTools<ApiConfig & Pick<ApiPorts, 'presets'>>;

/** Opens everything that the routes reach the outside through; the lifecycle closes it. */
export async function openPorts(tools: ApiTools): Promise<ApiPorts> {
  const { config, log, lifecycle, metrics } = tools;
  const redis = lifecycle.opened(
    await connectRedis(config.REDIS_URL, log, { whenAway: 'fail' }),
    (connection) => connection.disconnect(),
  );
  const prefix = config.QUIRE_PREFIX;
  const guard = { allowPrivate: config.QUIRE_WEBHOOK_ALLOW_PRIVATE === '1' };
  const producer = lifecycle.opened(createProducer(redis, prefix), (opened) => opened.close());
  const blobs = openBlobs(config.QUIRE_BLOBS, originalsSpace(config));
  const blobUsers = createBlobUsers(redis, prefix, config.QUIRE_RETENTION_S);
  lifecycle.opened(startForgettingCopies({ blobs, blobUsers, log }), (stop) => stop());
  const bell = lifecycle.opened(
    // One connection hears for all streams of events, and waits for Redis as they do.
    openDocumentBell(await connectRedis(config.REDIS_URL, log, { whenAway: 'wait' }), prefix),
    (opened) => opened.close(),
  );
  const documents = namedByRedis(createDocuments(redis, prefix, config.QUIRE_RETENTION_S));
  const feed = namedByRedis(createDocumentFeed(redis, prefix));
  const limiter = namedByRedis(
    createLimiter(redis, prefix, 'api', limitsByGroup(config.QUIRE_LIMITS)),
  );
  const places = namedByRedis(
    createPlaces(redis, prefix, admissionRules(config.QUIRE_PAGES_AHEAD)),
  );
  const streams = createEventStreams(metrics, config.QUIRE_MAX_STREAMS);
  return {
    config,
    log,
    metrics,
    presets: config.presets,
    options: documentOptionsWith(config.presets),
    guard,
    agent: lifecycle.opened(createGuardedAgent(guard), (opened) => opened.close()),
    blobs,
    blobUsers: namedByRedis(blobUsers),
    deletions: namedByRedis(createDeletions(redis, prefix)),
    forgetAnswers: (tenant, pictures) => forgetAnswers(redis, prefix, tenant, pictures),
    renderer: lifecycle.opened(
      openPageRenderer({ ...rendererOptions(config), warn: (sentence) => log.warn(sentence) }),
      (opened) => opened.close(),
    ),
    documents,
    feed,
    bell,
    watch: createDocumentWatch({ documents, feed, bell, limiter, places, config, log }),
    streams,
    pages: namedByRedis(createPages(redis, prefix)),
    places,
    outbox: namedByRedis(createOutbox(redis, prefix)),
    active: namedByRedis(createActiveDocuments(redis, prefix)),
    deliveries: namedByRedis(createDeliveries(redis, prefix)),
    receivers: namedByRedis(createReceivers(redis, prefix)),
    batches: namedByRedis(createBatches(redis, prefix)),
    idempotency: namedByRedis(createIdempotency(redis, prefix)),
    ledger: createLedger(redis, prefix, config.QUIRE_LEDGER_RETENTION_S),
    limiter,
    producer,
    pingRedis: async () => (await redis.ping()) === 'PONG',
  };
}

/** Wires the api. @returns the address where it listens */
export async function startApi(tools: ApiTools): Promise<string> {
  const { config, lifecycle } = tools;
  const ports = await openPorts(tools);
  const app = createApp(ports);
  const server = createServer(
    {
      // Node looks for requests that take too long this often, and by default only each 30 s.
      connectionsCheckingInterval: 1_000,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    app,
  );
  answerBrokenRequests(server);
  server.listen(config.QUIRE_PORT, config.QUIRE_HOST);
  await once(server, 'listening');
  lifecycle.opened(
    server,
    (opened) => closeServer(opened, CLOSE_WITHIN_MS),
    CLOSE_WITHIN_MS + 5_000,
  );
  // Closed before the server, which would wait for them.
  lifecycle.opened(ports.streams, (opened) => opened.stop());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.QUIRE_PORT;
  const host = config.QUIRE_HOST.includes(':') ? `[${config.QUIRE_HOST}]` : config.QUIRE_HOST;
  return `http://${host}:${port}`;
}

/** Whatever fails in there failed because Redis did: a client is told so, and to come again. */
function namedByRedis<Port extends object>(port: Port): Port {
  return failingAs('redis_unavailable', port);
}
