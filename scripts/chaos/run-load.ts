import type { DocumentView } from '@quire/domain';
import type { ChaosOptions } from './chaos-options.ts';
import type { PlannedDocument } from './plan-backlog.ts';
import { dealProviderFaults, endProviderFaults } from './provider-faults.ts';
import { type DoneFault, runFaults } from './run-faults.ts';
import { settles } from './settle.ts';
import type { WholeSystem } from '../whole-system.ts';
import { type SentDocument, submitBacklog } from './submit-backlog.ts';
import { watchDocuments } from './watch-documents.ts';

/** What was sent, what was done to it, and how it ended. */
export interface Load {
  readonly sent: readonly SentDocument[];
  readonly ended: ReadonlyMap<string, DocumentView>;
  readonly faults: readonly DoneFault[];
  readonly tookS: number;
}

/**
 * Once harm is over all must end within this. A webhook that failed twice is tried again after five
 * minutes, a stalled job of a worker that nobody saw die after three.
 */
const PEACE_MS = 480_000;
/** Documents are sent during this share of the time for harm: the rest is for what was held up. */
const SENDING_SHARE = 0.7;
const REPORT_EVERY_MS = 15_000;

/** Sends the backlog under fire until it has ended, or the time for harm is over; then in peace. */
export async function runLoad(
  system: WholeSystem,
  documents: readonly PlannedDocument[],
  options: ChaosOptions,
): Promise<Load> {
  const startedAt = performance.now();
  const sent: SentDocument[] = [];
  const faults: DoneFault[] = [];
  const watch = watchDocuments(system.apiUrl, sent);
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const report = setInterval(() => {
    const pages = sent.reduce((sum, document) => sum + document.pages, 0);
    console.log(
      `${at(seconds())}  ${watch.pagesEnded()} of ${pages} pages sent have ended, ` +
        `${watch.ended.size} of ${sent.length} documents`,
    );
  }, REPORT_EVERY_MS);
  if (options.only.includes('provider')) await dealProviderFaults(system, options.seed);
  const enough = new AbortController();
  const harming = runFaults(system, options, enough.signal, (fault) => {
    faults.push(fault);
    console.log(`${at(fault.atS)}  ${fault.name}: ${fault.what}`);
  });
  const to = {
    apiUrl: system.apiUrl,
    webhookUrl: system.receiver.url,
    withinMs: options.minutes * 60_000 * SENDING_SHARE,
  };
  const sending = submitBacklog(documents, to, sent);
  const haveEnded = async (): Promise<boolean> =>
    sent.length === documents.length && watch.ended.size === sent.length;
  await Promise.race([
    settles(haveEnded, options.minutes * 60_000),
    // Only a refusal that will not pass ends it with an error.
    sending.then(() => settles(haveEnded, options.minutes * 60_000)),
  ]);
  console.log(`${at(seconds())}  no more harm`);
  enough.abort();
  await harming;
  await endProviderFaults(system);
  await settles(haveEnded, PEACE_MS);
  clearInterval(report);
  await watch.stop();
  return { sent, ended: watch.ended, faults, tookS: seconds() };
}

function at(seconds: number): string {
  return `${seconds.toFixed(1).padStart(7)} s`;
}
