import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The names of all metrics. Base units, `_total` for counters, labels from small closed sets. */
export interface Metrics {
  readonly registry: Registry;
  readonly jobs: Counter<'queue' | 'outcome'>;
  readonly jobSeconds: Histogram<'queue'>;
  readonly calls: Counter<'model' | 'class'>;
  readonly pages: Counter<'verdict'>;
  readonly callsInFlight: Gauge;
  readonly batches: Counter<'outcome'>;
  readonly batchResults: Counter<'result'>;
  readonly eventStreams: Gauge;
  readonly eventStreamsEnded: Counter<'reason'>;
  readonly webhooks: Counter<'outcome'>;
}

/**
 * The event loop's lag is sampled this often. At the default of 10 ms the timer alone woke each idle
 * process a hundred times a second, which was most of what it cost.
 */
const LAG_PRECISION_MS = 100;

export function createMetrics(role: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_PRECISION_MS });
  const registers = [registry];
  return {
    registry,
    jobs: new Counter({
      name: 'quire_jobs_total',
      help: 'Runs of jobs by how they ended.',
      labelNames: ['queue', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'quire_job_duration_seconds',
      help: 'How long runs of jobs took.',
      labelNames: ['queue'],
      buckets: [0.01, 0.05, 0.2, 1, 5, 20, 60, 120],
      registers,
    }),
    calls: new Counter({
      name: 'quire_claude_calls_total',
      help: 'Calls to Claude by what became of them: accepted, free or ambiguous.',
      labelNames: ['model', 'class'],
      registers,
    }),
    pages: new Counter({
      name: 'quire_pages_total',
      help: 'Pages that ended, by verdict.',
      labelNames: ['verdict'],
      registers,
    }),
    callsInFlight: new Gauge({
      name: 'quire_claude_calls_in_flight',
      help: 'Calls to Claude that this process waits for.',
      registers,
    }),
    eventStreams: new Gauge({
      name: 'quire_event_streams',
      help: 'Clients that follow a document by its events.',
      registers,
    }),
    eventStreamsEnded: new Counter({
      name: 'quire_event_streams_ended_total',
      help: 'Streams of events by why they ended.',
      labelNames: ['reason'],
      registers,
    }),
    webhooks: new Counter({
      name: 'quire_webhook_attempts_total',
      help: 'Webhooks sent, by outcome; disabled and dropped were not sent.',
      labelNames: ['outcome'],
      registers,
    }),
    batches: new Counter({
      name: 'quire_batches_total',
      help: 'Batches that this process sent: created, free or ambiguous.',
      labelNames: ['outcome'],
      registers,
    }),
    batchResults: new Counter({
      name: 'quire_batch_results_total',
      help: 'What came back in batches, as often as it was read: succeeded, errored, canceled or expired.',
      labelNames: ['result'],
      registers,
    }),
  };
}

/** A number that is asked for whenever somebody reads the metrics; where asking fails it stays as it was. */
export function watchGauge(
  { registry }: Pick<Metrics, 'registry'>,
  name: string,
  help: string,
  read: () => Promise<number>,
): Gauge {
  return new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      const value = await read().catch(() => undefined);
      if (value !== undefined) this.set(value);
    },
  });
}
