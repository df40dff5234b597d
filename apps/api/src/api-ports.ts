import type { ApiConfig } from '@quire/config';
import type { DocumentOptions, ErasePorts, Presets } from '@quire/domain';
import type { Limiter } from '@quire/limits';
import type { PageRenderer } from '@quire/pages';
import type { Producer } from '@quire/queues';
import type { Logger, Metrics } from '@quire/service';
import type {
  ActiveDocuments,
  Batches,
  Blobs,
  BlobUsers,
  Deletions,
  Deliveries,
  DocumentBell,
  DocumentFeed,
  Documents,
  Idempotency,
  Ledger,
  Outbox,
  Pages,
  Receivers,
  Places,
} from '@quire/store';
import type { createGuardedAgent, GuardOptions } from '@quire/webhooks';
import type { z } from 'zod';
import type { DocumentWatch } from './events/document-watch.ts';
import type { EventStreams } from './events/event-streams.ts';

/** Everything the routes and use cases of the api reach the outside through. */
export interface ApiPorts {
  readonly config: ApiConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly presets: Presets;
  /** What the door takes, with these presets. */
  readonly options: z.ZodType<DocumentOptions>;
  readonly guard: GuardOptions;
  readonly agent: ReturnType<typeof createGuardedAgent>;
  readonly blobs: Blobs;
  readonly blobUsers: BlobUsers;
  readonly deletions: Deletions;
  readonly renderer: PageRenderer;
  readonly documents: Documents;
  readonly pages: Pages;
  readonly feed: DocumentFeed;
  readonly bell: DocumentBell;
  readonly watch: DocumentWatch;
  readonly streams: EventStreams;
  readonly places: Places;
  readonly outbox: Outbox;
  readonly active: ActiveDocuments;
  readonly deliveries: Deliveries;
  readonly receivers: Pick<Receivers, 'disabled'>;
  readonly batches: Pick<Batches, 'open'>;
  readonly idempotency: Idempotency;
  readonly ledger: Ledger;
  readonly limiter: Limiter;
  readonly producer: Producer;
  readonly forgetAnswers: ErasePorts['forgetAnswers'];
  readonly pingRedis: () => Promise<boolean>;
}
