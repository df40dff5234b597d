import type { ApiConfig } from '@quire/config';
import type { DocumentOptions, Presets } from '@quire/domain';
import type { Limiter } from '@quire/limits';
import type { PageRenderer } from '@quire/pages';
import type { Producer } from '@quire/queues';
import type { Logger, Metrics } from '@quire/service';
import type {
  ActiveDocuments,
  Batches,
  Blobs,
  Documents,
  Idempotency,
  Ledger,
  Outbox,
  Pages,
} from '@quire/store';
import type { createGuardedAgent, GuardOptions } from '@quire/webhooks';
import type { z } from 'zod';

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
  readonly renderer: PageRenderer;
  readonly documents: Documents;
  readonly pages: Pages;
  readonly outbox: Outbox;
  readonly active: ActiveDocuments;
  readonly batches: Pick<Batches, 'open'>;
  readonly idempotency: Idempotency;
  readonly ledger: Ledger;
  readonly limiter: Limiter;
  readonly producer: Producer;
  readonly pingRedis: () => Promise<boolean>;
}
