import type { RequestHandler } from 'express';
import { faultError } from '../faults/fault-error.ts';
import { strikesAt } from '../faults/fault-kinds.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import type { FaultEndpoint } from '../faults/match-fault.ts';
import type { Sim } from '../sim/sim.ts';
import { authenticate, checkVersion } from './authenticate.ts';
import { openExchange, type Exchange, type Opened } from './exchange.ts';
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
      const workspace = authenticate(request.headers, sim.options.apiKeys);
      const version = checkVersion(request.headers);
      // What strikes a message may depend on its page: `serveMessages` asks once it has read it.
      const rule = endpoint === 'messages' ? undefined : strikePlain(opened, endpoint);
      await serve({ ...opened, version, workspace, rule });
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

/** The rule that strikes an endpoint without a page; an error is thrown at once. */
function strikePlain({ sim, note }: Opened, endpoint: FaultEndpoint): FaultRule | undefined {
  const target = { ...nothingKnown, endpoint, isArriving: false };
  const rule = sim.faults.strike(target, sim.now());
  note({ fault: rule?.fault ?? null });
  if (rule !== undefined && strikesAt('error', rule.fault)) throw faultError(rule.fault, rule, '');
  return rule;
}
