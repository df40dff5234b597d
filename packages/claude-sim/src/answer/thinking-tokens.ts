import type { Effort } from '../models/model-spec.ts';
import type { CheckedRequest } from '../request/checked-request.ts';

/**
 * Tokens thought before a page is answered. Nobody publishes such figures; what matters is that
 * they are not zero, grow with effort and eat a small `max_tokens` whole.
 */
const THOUGHT: Record<Effort, number> = { low: 40, medium: 120, high: 400, xhigh: 1200, max: 2400 };

/** Thinking tokens of an answer that nothing cuts short. */
export function thinkingTokens(request: CheckedRequest): number {
  switch (request.thinking) {
    case 'disabled':
    case 'between_tools': // no tools run here, so there is no in-between
      return 0;
    case 'adaptive':
    case 'enabled':
      return THOUGHT[request.effort];
  }
}
