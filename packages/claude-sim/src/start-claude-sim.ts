import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Audit } from './audit/audit.ts';
import { faultPlan, type FaultPlan } from './faults/fault-plan.ts';
import { createApp } from './http/create-app.ts';
import type { ForeignTable, LimitsTable } from './limits/limits.ts';
import { createSim } from './sim/sim.ts';
import { defaultOptions, type SimOptions } from './sim/sim-options.ts';

/** A running stand-in. */
export interface ClaudeSim {
  /** What the SDK takes as `baseURL`. */
  readonly url: string;
  /** Requests after an ordinal (all by default), and the whole bill. */
  audit(since?: number): Audit;
  clearAudit(): void;
  /** Replaces the fault plan; `[]` ends all faults. */
  setFaults(plan: FaultPlan): void;
  setLimits(limits: LimitsTable): void;
  setForeign(foreign: ForeignTable): void;
  /** Says what stands on pictures, in Markdown by their SHA-256: they are read so, and not by the engine. */
  tellPages(pages: Readonly<Record<string, string>>): void;
  /** Ends every connection and worker; nothing of it is left. */
  stop(): Promise<void>;
}

/** Starts a stand-in in this process, on any free port unless told otherwise. */
export async function startClaudeSim(options: Partial<SimOptions> = {}): Promise<ClaudeSim> {
  const stopping = new AbortController();
  const settings: SimOptions = { ...defaultOptions, port: 0, ...options };
  const sim = createSim(settings, stopping.signal);
  const server = createServer({ keepAliveTimeout: 60_000 }, createApp(sim));
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    url: `http://${settings.host}:${port}`,
    audit: (since) => sim.audit.read(since),
    clearAudit: () => sim.audit.clear(),
    setFaults: (plan) => sim.faults.set(faultPlan.parse(plan), sim.now()),
    setLimits: (limits) => sim.limiter.setLimits(limits, sim.now()),
    setForeign: (foreign) => sim.limiter.setForeign(foreign, sim.now()),
    tellPages(pages) {
      for (const [sha256, markdown] of Object.entries(pages)) sim.told.set(sha256, markdown);
    },
    async stop() {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, sim.engine.stop()]);
    },
  };
}
