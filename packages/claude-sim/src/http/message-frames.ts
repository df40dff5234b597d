import type { MessageBody } from '../answer/message-body.ts';
import { productionMs, type Production } from '../limits/production.ts';
import type { Frame } from './frame.ts';

/** A message that is not streamed: everything at the end. */
export function messageFrames(message: MessageBody, production: Production): Frame[] {
  return [{ atMs: productionMs(production), text: JSON.stringify(message) }];
}
