export { createClaude, type Claude, type ClaudeOptions } from './claude.ts';
export {
  estimateTokens,
  guessPromptTokens,
  isCacheable,
  sharedTokens,
  type PromptCount,
  type PromptToCount,
  type SharedCounts,
} from './count-prompt.ts';
export {
  batchGroup,
  callCostMicroUsd,
  findModel,
  isCharged,
  limitsByGroup,
  PRICE_TABLE_VERSION,
  pricesFor,
  type Model,
} from './models.ts';
export type { BatchCreation, MessageBatches, SeenBatch } from './batches/open-batches.ts';
export { type BatchRequest, batchRequest } from './batches/batch-request.ts';
export { type BatchResult, readBatchResult } from './batches/read-batch-result.ts';
export { modelSettings } from './model-settings.ts';
export type { Answer, Outcome, Refusal } from './outcome.ts';
export { pageRequest, type PageRequest } from './page-request.ts';
export { wholeRequest, type LabelledPart, type WholeRequest } from './whole-request.ts';
