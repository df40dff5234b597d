/**
 * Where a fault strikes.
 * `arrival`: before the request is read. `error`: instead of an answer. `content`: the model says
 * something else. `alteration`: what it said is sent in a wrong shape. `delivery`: the right bytes
 * do not arrive as they should. `batch`: only to an entry of a batch.
 */
export type FaultStage = 'arrival' | 'error' | 'content' | 'alteration' | 'delivery' | 'batch';

interface FaultKindSpec {
  readonly stage: FaultStage;
  /** Whether the caller pays although it may never see the answer. */
  readonly billed: boolean;
  readonly says: string;
}

/** Every fault there is. Adding a line here is the half of adding one; the compiler asks for the rest. */
export const faultKinds = {
  rate_limit: {
    stage: 'error',
    billed: false,
    says: '429 with retry-after (retry_after_s, default 3)',
  },
  ramp_limit: { stage: 'error', billed: false, says: '429 ramp_limit_exceeded with retry-after' },
  enforced_spend: {
    stage: 'error',
    billed: false,
    says: '429 enforced_spend_limit_reached, no retry-after',
  },
  contract_spend: {
    stage: 'error',
    billed: false,
    says: '429 contract_spend_limit_reached, no retry-after',
  },
  own_spend: {
    stage: 'error',
    billed: false,
    says: '400 "You have reached your specified API usage limits"',
  },
  workspace_spend: {
    stage: 'error',
    billed: false,
    says: '400 "You have reached your specified workspace API usage limits"',
  },
  payment_required: { stage: 'error', billed: false, says: '402 billing_error' },
  unauthorized: { stage: 'error', billed: false, says: '401 authentication_error' },
  forbidden: { stage: 'error', billed: false, says: '403 permission_error' },
  organization_on_hold: { stage: 'error', billed: false, says: '400 organization_on_hold' },
  model_not_found: { stage: 'error', billed: false, says: '404 not_found_error naming the model' },
  request_timeout: { stage: 'error', billed: false, says: '408' },
  conflict: { stage: 'error', billed: false, says: '409 conflict_error' },
  too_large: {
    stage: 'error',
    billed: false,
    says: '413 as HTML, from the proxy in front of the API',
  },
  image_dimensions: { stage: 'error', billed: false, says: '400 image_dimensions_too_large' },
  content_filter: {
    stage: 'error',
    billed: false,
    says: '400 "Output blocked by content filtering policy"',
  },
  api_error: { stage: 'error', billed: false, says: '500 api_error' },
  bad_gateway: { stage: 'error', billed: false, says: '502 as HTML' },
  unavailable: { stage: 'error', billed: false, says: '503 as HTML' },
  timeout: { stage: 'error', billed: false, says: '504 timeout_error' },
  overloaded: { stage: 'error', billed: false, says: '529 overloaded_error' },
  reset_before: {
    stage: 'arrival',
    billed: false,
    says: 'connection reset before the request is read',
  },
  reset_after: {
    stage: 'delivery',
    billed: true,
    says: 'connection reset after the answer was produced',
  },
  hang: { stage: 'delivery', billed: true, says: 'no headers, ever (or reset after hold_s)' },
  half_body: {
    stage: 'delivery',
    billed: true,
    says: 'headers and half of the body, then silence (or reset after hold_s)',
  },
  drip: {
    stage: 'delivery',
    billed: true,
    says: 'bytes_per_second bytes of the body a second, default 1',
  },
  cut_body: {
    stage: 'delivery',
    billed: true,
    says: 'half of the body, then the connection is reset',
  },
  invalid_json: { stage: 'delivery', billed: true, says: '200 with a body that is no JSON' },
  missing_usage: { stage: 'alteration', billed: true, says: '200 without usage' },
  absurd_usage: { stage: 'alteration', billed: true, says: '200 whose usage is a thousandfold' },
  huge_body: {
    stage: 'alteration',
    billed: true,
    says: '200 with a text of size_bytes, default 50 MB',
  },
  unknown_block: {
    stage: 'alteration',
    billed: true,
    says: 'a content block of a type nobody knows, before the text',
  },
  unknown_stop: { stage: 'alteration', billed: true, says: 'a stop_reason nobody knows' },
  empty_turn: { stage: 'content', billed: true, says: 'end_turn with no content' },
  refusal: {
    stage: 'content',
    billed: false,
    says: 'refusal before any output, with stop_details',
  },
  refusal_partial: { stage: 'content', billed: true, says: 'refusal after part of the text' },
  max_tokens: {
    stage: 'content',
    billed: true,
    says: 'cut off in the middle with stop_reason max_tokens',
  },
  context_exceeded: {
    stage: 'content',
    billed: true,
    says: 'cut off with model_context_window_exceeded',
  },
  looping: {
    stage: 'content',
    billed: true,
    says: 'one line over and over, to the end of max_tokens or 4,000 tokens',
  },
  invented: { stage: 'content', billed: true, says: 'a plausible text that is not on the page' },
  careless: {
    stage: 'content',
    billed: true,
    says: 'the slips of a hurried reader: a line left out, a digit changed, a run miscounted',
  },
  obeys: {
    stage: 'content',
    billed: true,
    says: 'does what a text on the page orders, in place of reading it',
  },
  in_thinking: {
    stage: 'content',
    billed: true,
    says: 'everything is thought and nothing is said',
  },
  schema_mismatch: {
    stage: 'content',
    billed: true,
    says: 'an answer that is not what the schema asked for',
  },
  batch_expired: { stage: 'batch', billed: false, says: 'the entry of a batch expires' },
  batch_canceled: { stage: 'batch', billed: false, says: 'the entry of a batch is canceled' },
} as const satisfies Record<string, FaultKindSpec>;

export type FaultKind = keyof typeof faultKinds;

type KindOf<S extends FaultStage> = {
  [K in FaultKind]: (typeof faultKinds)[K]['stage'] extends S ? K : never;
}[FaultKind];

export type ErrorFault = KindOf<'error'>;
export type ContentFault = KindOf<'content'>;
export type AlterationFault = KindOf<'alteration'>;

/** Whether a fault strikes at a stage; narrows the kind to those that do. */
export function strikesAt<S extends FaultStage>(
  stage: S,
  kind: FaultKind | undefined,
): kind is KindOf<S> {
  return kind !== undefined && faultKinds[kind].stage === stage;
}

/** Every kind, for the schema of plans. */
export const faultKindNames = Object.keys(faultKinds).filter(
  (name): name is FaultKind => name in faultKinds,
);
