import { type SplitterConfig, originalsSpace, rendererOptions } from '@quire/config';
import { admissionRules, Failure } from '@quire/domain';
import { openPageRenderer } from '@quire/pages';
import { createProducer, startConsumer } from '@quire/queues';
import { jobReport, openWorker, type RoleTools, startForgettingCopies } from '@quire/service';
import {
  createActiveDocuments,
  createBlobUsers,
  createDocuments,
  createOutbox,
  createPages,
  createPlaces,
  openBlobs,
} from '@quire/store';
import { failDocument, splitDocument, type SplitPorts } from './split-document.ts';

/** Wires the splitter. @returns the address of its health server */
export async function startSplitter(tools: RoleTools<SplitterConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  const prefix = config.QUIRE_PREFIX;
  const blobs = openBlobs(config.QUIRE_BLOBS, originalsSpace(config));
  const { redis, address } = await openWorker(tools, { blobs: () => blobs.isWritable() });
  const blobUsers = createBlobUsers(redis, prefix, config.QUIRE_RETENTION_S);
  lifecycle.opened(startForgettingCopies({ blobs, blobUsers, log }), (stop) => stop());
  const ports: SplitPorts = {
    blobs,
    defaultModel: config.QUIRE_MODEL,
    documents: createDocuments(redis, prefix, config.QUIRE_RETENTION_S),
    pages: createPages(redis, prefix),
    places: createPlaces(redis, prefix, admissionRules(config.QUIRE_PAGES_AHEAD)),
    outbox: createOutbox(redis, prefix),
    active: createActiveDocuments(redis, prefix),
    producer: lifecycle.opened(createProducer(redis, prefix), (producer) => producer.close()),
    renderer: lifecycle.opened(
      openPageRenderer({ ...rendererOptions(config), warn: (sentence) => log.warn(sentence) }),
      (renderer) => renderer.close(),
    ),
  };
  lifecycle.opened(
    await startConsumer('split', {
      redis,
      prefix,
      concurrency: config.QUIRE_RENDERERS,
      handle: ({ documentId }, context) => splitDocument(documentId, ports, context),
      async onLost({ documentId }) {
        const document = await ports.documents.read(documentId);
        if (document) await failDocument(document, new Failure('worker_lost'), ports);
      },
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
    config.QUIRE_GRACE_S * 1000 + 10_000,
  );
  return address;
}
