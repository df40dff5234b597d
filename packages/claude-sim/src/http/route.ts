import type { RequestHandler } from 'express';
import { faultError } from '../faults/fault-error.ts';
import { strikesAt } from '../faults/fault-kinds.ts';
import type { FaultEndpoint } from '../faults/match-fault.ts';
import type { Sim } from '../sim/sim.ts';
import { authenticate, checkVersion } from './authenticate.ts';
import { openExchange, type Exchange } from './exchange.ts';
import { sendError } from './send-error.ts';

type Serve = (exchange: Exchange) => Promise<void>;

/** An endpoint of the API: audited, authenticated, and struck by the plan's faults on arrival. */
export function route(sim: Sim, endpoint: FaultEndpoint, serve: Serve): RequestHandler {
  return async (request, response) => {
    const opened = openExchange(sim, endpoint, request, response);
    try {
      if (resetsOnArrival(sim, endpoint)) {
        opened.note({ fault: 'reset_before', outcome: 'reset' });
        request.socket.resetAndDestroy();
        return;
      }
      authenticate(request.headers, sim.options.apiKeys);
      const exchange = { ...opened, version: checkVersion(request.headers) };
      if (endpoint !== 'messages') strikePlain(exchange, endpoint);
      await serve(exchange);
    } catch (error) {
      sendError(opened, error);
    }
  };
}

const nothingKnown = { pageHashes: [], text: '', model: '' };

function resetsOnArrival(sim: Sim, endpoint: FaultEndpoint): boolean {
  const target = { ...nothingKnown, endpoint, isArriving: true };
  return sim.faults.strike(target, sim.now()) !== undefined;
}

/** Endpoints without a page know no faults but errors; Messages look further, in `serveMessages`. */
function strikePlain({ sim, note }: Exchange, endpoint: FaultEndpoint): void {
  const target = { ...nothingKnown, endpoint, isArriving: false };
  const rule = sim.faults.strike(target, sim.now());
  if (rule === undefined || !strikesAt('error', rule.fault)) return;
  note({ fault: rule.fault });
  throw faultError(rule.fault, rule, '');
}
