import type { Page } from '@quire/domain';

/** A page as it is once it has ended. */
export function pageOf(page: number, isFailed: boolean): Page {
  return {
    page,
    verdict: isFailed ? 'failed' : 'ok',
    text: `text ${page}`,
    data: null,
    repairs: [],
    evidence: null,
    calls: [],
    model: 'claude-haiku-5-5',
    source: 'claude',
    rotation: 0,
    picture: null,
    usage: { input_tokens: 10, output_tokens: 2 },
    cost_usd: 0.00001,
    cached: false,
    attempts: 1,
    request_id: null,
    stop_reason: 'end_turn',
    error: isFailed ? { code: 'render_failed', detail: 'it is torn' } : null,
  };
}
