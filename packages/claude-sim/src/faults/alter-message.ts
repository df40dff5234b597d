import type { MessageBody } from '../answer/message-body.ts';
import type { AlterationFault } from './fault-kinds.ts';
import type { FaultRule } from './fault-plan.ts';

/** 50 MB: more than anyone should be willing to read. */
const HUGE_BYTES = 50_000_000;

/** A right answer made wrong on its way, after it was produced and paid for. */
export function alterMessage(
  message: MessageBody,
  fault: AlterationFault,
  rule: FaultRule,
): MessageBody {
  switch (fault) {
    case 'missing_usage': {
      const { usage: _, ...rest } = message;
      return rest;
    }
    case 'absurd_usage':
      return { ...message, usage: thousandfold(message.usage ?? {}) };
    case 'unknown_block': {
      const block = { type: 'hologram', depth: 3, data: 'standin' };
      return { ...message, content: [block, ...message.content] };
    }
    case 'unknown_stop':
      return { ...message, stop_reason: 'contemplation' };
    case 'huge_body': {
      const text = 'huge '.repeat((rule.size_bytes ?? HUGE_BYTES) / 5);
      return { ...message, content: [{ type: 'text', text, citations: null }] };
    }
  }
}

function thousandfold(usage: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(usage).map(([key, value]) => [
      key,
      typeof value === 'number' ? value * 1000 : value,
    ]),
  );
}
