import type { MessageBody } from '../answer/message-body.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import { productionMs, type Production } from '../limits/production.ts';
import type { Frame } from './frame.ts';

/** A message that is not streamed: everything at the end. */
export function messageFrames(
  message: MessageBody,
  production: Production,
  rule: FaultRule | undefined,
): Frame[] {
  const json = JSON.stringify(message);
  const text = rule?.fault === 'invalid_json' ? `${json.slice(0, -2)}, oops` : json;
  return [{ atMs: productionMs(production), text }];
}
