export { createClaude, type Claude, type ClaudeOptions } from './claude.ts';
export { findModel, limitsByGroup, pricesFor, type Model } from './models.ts';
export type { Answer, CallUsage, Outcome, SeenLimits } from './outcome.ts';
export { pageRequest, type PageRequest } from './page-request.ts';
