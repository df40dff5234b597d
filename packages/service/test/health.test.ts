import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  createMetrics,
  type HealthServer,
  jobReport,
  type ReadinessCheck,
  startHealthServer,
  createLog,
} from '../src/index.ts';

jest.setTimeout(20_000);

let server: HealthServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe('the health server', () => {
  test('is alive whatever its checks say', async () => {
    const address = await serve({ redis: away });
    const response = await fetch(`${address}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  test('is ready when every check passes, and names each', async () => {
    const address = await serve({ redis: yes, blobs: yes });
    const response = await fetch(`${address}/readyz?verbose`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      status: 'ready',
      checks: { redis: true, blobs: true },
    });
  });

  test('is not ready when one fails or throws, and says which', async () => {
    const address = await serve({ redis: yes, blobs: no, claude: away });
    const response = await fetch(`${address}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not ready',
      checks: { redis: true, blobs: false, claude: false },
    });
  });

  test('does not wait longer than two seconds for a check that hangs', async () => {
    const address = await serve({ redis: () => new Promise(() => undefined), blobs: yes });
    const startedAt = performance.now();
    const response = await fetch(`${address}/readyz`);
    const tookMs = performance.now() - startedAt;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { redis: false, blobs: true } });
    expect(tookMs).toBeGreaterThan(1_900);
    expect(tookMs).toBeLessThan(5_000);
  });

  test('shows metrics as Prometheus reads them, labelled with the role', async () => {
    const address = await serve({});
    const response = await fetch(`${address}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    for (const name of ['quire_jobs_total', 'quire_job_duration_seconds', 'quire_pages_total']) {
      expect(text).toContain(`# TYPE ${name} `);
    }
    expect(text).toMatch(/^quire_claude_calls_in_flight\{role="tester"\} 0$/m);
    for (const line of text.split('\n').filter(Boolean)) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [-+.\w]+)$/);
    }
  });

  test('knows nothing else', async () => {
    const address = await serve({});
    expect((await fetch(`${address}/v1/documents`)).status).toBe(404);
  });

  test('stops while a client still holds its connection', async () => {
    const address = await serve({});
    await (await fetch(`${address}/healthz`)).text();
    await server?.stop();
    server = undefined;
    await expect(fetch(`${address}/healthz`)).rejects.toThrow('fetch failed');
  });

  test('says so when its port is taken', async () => {
    const address = await serve({});
    const taken = startHealthServer(Number(new URL(address).port), {
      metrics: createMetrics('tester'),
      checks: {},
    });
    await expect(taken).rejects.toThrow('EADDRINUSE');
  });
});

describe('the report of a job', () => {
  test('counts each run by queue and outcome', async () => {
    const metrics = createMetrics('tester');
    const report = jobReport(createLog('tester', 'silent'), metrics);
    const run = { queue: 'pages', jobId: 'a-p1', attempt: 1, tookMs: 30 };
    for (const outcome of ['done', 'done', 'postponed', 'failed'])
      report.onOutcome({ ...run, outcome });
    const text = await metrics.registry.metrics();
    expect(text).toContain('quire_jobs_total{queue="pages",outcome="done",role="tester"} 2');
    expect(text).toContain('quire_jobs_total{queue="pages",outcome="failed",role="tester"} 1');
    expect(text).toMatch(/^quire_job_duration_seconds_count\{.*queue="pages".*\} 4$/m);
    // Ids are without number; a label of them would make as many series.
    expect(text).not.toContain('a-p1');
  });
});

async function serve(checks: Readonly<Record<string, ReadinessCheck>>): Promise<string> {
  server = await startHealthServer(0, { metrics: createMetrics('tester'), checks });
  return server.address;
}

function yes(): Promise<boolean> {
  return Promise.resolve(true);
}

function no(): Promise<boolean> {
  return Promise.resolve(false);
}

function away(): Promise<boolean> {
  return Promise.reject(new Error('away'));
}
