import { type AcceptedDocument, type Lane, laneAt } from '@quire/domain';
import type { PageSoFar } from '../page-record.ts';

/** Which way the next call of a page goes; the way it went, where its answer is there already. */
export function callLane(
  { options }: Pick<AcceptedDocument, 'options'>,
  { arrived = null }: Pick<PageSoFar, 'arrived'>,
  nowMs: number,
): Lane {
  return arrived === null ? laneAt(options, nowMs) : 'batch';
}
