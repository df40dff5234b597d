import type { ResumedView } from '@quire/domain';

/** `GET /v1/status`: how deep the queues are, what is held up and why. */
export type { StatusView as ServiceStatus } from '@quire/domain';

/** One pause or halt that `resume` ended. */
export type EndedHold = ResumedView['ended'][number];
