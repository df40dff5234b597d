import type {
  DeliveryView,
  DocumentView,
  EstimateView,
  LedgerEntry,
  LedgerTotalsView,
  Page,
  PresetListView,
  ResultView,
  StatusView,
  WebhookEvent,
} from '@quire/domain';

const ID = 'doc_01kamgzc03fnae9m3rhq0yw7gq';
const links = {
  self: `/v1/documents/${ID}`,
  result: `/v1/documents/${ID}/result`,
  pages: `/v1/documents/${ID}/pages/{page}`,
};

export const acceptedDocument: DocumentView = {
  id: ID,
  status: 'queued',
  reason: null,
  tenant: 'default',
  filename: 'invoice.pdf',
  sha256: '1b4f0e9851971998e732078544c96b36c3d01cedf7caa332359d6f1d83567014',
  created_at: '2026-11-23T09:30:00.000Z',
  finished_at: null,
  pages: { total: 0, done: 0, failed: 0, blank: 0, cached: 0 },
  usage: { input_tokens: 0, output_tokens: 0, calls: 0 },
  cost_usd: 0,
  failed_pages: [],
  waiting_for: 'splitter',
  waiting_detail: 'A splitter has to take it from the queue.',
  metadata: { customer: 'c-1042' },
  webhook: null,
  links,
};

export const readDocument: DocumentView = {
  ...acceptedDocument,
  status: 'completed',
  finished_at: '2026-11-23T09:30:04.120Z',
  pages: { total: 1, done: 1, failed: 0, blank: 0, cached: 0 },
  usage: { input_tokens: 2_410, output_tokens: 96, calls: 1 },
  cost_usd: 0.00289,
  waiting_for: null,
  waiting_detail: null,
};

export const cancelledDocument: DocumentView = {
  ...acceptedDocument,
  status: 'cancelled',
  finished_at: '2026-11-23T09:30:02.000Z',
  waiting_for: null,
  waiting_detail: null,
};

const data = { invoice_number: 'R-2041', invoice_date: '2026-11-02', total: 119, currency: 'EUR' };

export const page: Page = {
  page: 1,
  verdict: 'ok',
  text: JSON.stringify(data),
  data,
  repairs: [],
  model: 'claude-haiku-5-5',
  source: 'claude',
  rotation: 0,
  picture: {
    width: 1_176,
    height: 1_652,
    bytes: 148_203,
    media_type: 'image/jpeg',
    sha256: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
    dpi: 144,
    reason: 'type of 7 pt',
    tiles: 0,
    cut: false,
    smaller: false,
  },
  usage: { input_tokens: 2_410, output_tokens: 96 },
  cost_usd: 0.00289,
  cached: false,
  attempts: 1,
  calls: [
    {
      step: 'first',
      model: 'claude-haiku-5-5',
      verdict: 'ok',
      code: null,
      detail: '',
      stop_reason: 'end_turn',
      usage: { input_tokens: 2_410, output_tokens: 96 },
      cost_usd: 0.00289,
      request_id: 'req_011CV8oZ2sT4kq',
    },
  ],
  request_id: 'req_011CV8oZ2sT4kq',
  stop_reason: 'end_turn',
  evidence: { reason: 'none', words: 24, periodic_share: 0, compression: 1.2, layer: null },
  error: null,
};

export const result: ResultView = {
  id: ID,
  status: 'completed',
  pages: [page],
  data,
  whole: null,
  usage: readDocument.usage,
  cost_usd: readDocument.cost_usd,
};

const estimated = {
  model: 'claude-haiku-5-5',
  lane: 'realtime' as const,
  pages: 12,
  input_tokens: 28_900,
  output_tokens: 9_600,
  output_tokens_range: { low: 2_100, high: 24_000 },
  cost_usd: { low: 0.031, high: 0.155 },
  seconds: 9,
};

export const estimate: EstimateView = {
  ...estimated,
  whole: null,
  sampled_pages: 12,
  estimates: [
    estimated,
    { ...estimated, lane: 'batch', cost_usd: { low: 0.0155, high: 0.0775 }, seconds: 3_600 },
  ],
  warnings: [],
};

export const presets: PresetListView = {
  data: [
    {
      name: 'meter',
      title: 'Meter',
      description: 'What a meter shows.',
      task: 'extract',
      prompt: 'Read the meter. What cannot be read is null.',
      schema: { type: 'object', properties: { kWh: { type: ['number', 'null'] } } },
      defaults: { resolution: 150 },
    },
  ],
};

export const status: StatusView = {
  queues: {
    split: { waiting: 0, active: 1, delayed: 0, failed: 0 },
    pages: { waiting: 214, active: 32, delayed: 3, failed: 0 },
    aggregate: { waiting: 0, active: 0, delayed: 0, failed: 0 },
    webhooks: { waiting: 0, active: 0, delayed: 1, failed: 0 },
  },
  paused: [
    {
      model_group: 'haiku',
      reason: 'claude_spend_limit',
      detail: 'the monthly spend limit is reached',
      since: '2026-11-23T09:12:44.000Z',
      seconds: 60,
      kind: 'halt',
    },
  ],
  limits: [
    {
      model_group: 'haiku',
      per_minute: { rpm: 4_000, itpm: 4_000_000, otpm: 800_000 },
      is_known: true,
      left: { requests: 3_120, input_tokens: 1_940_000, output_tokens: 402_000 },
      calls_in_flight: 32,
      output_tokens_per_s: 91.4,
    },
  ],
  batches: [
    {
      id: 'msgbatch_01HkcTjaV5uDC8jWR4ZsDV8d',
      state: 'created',
      model: 'claude-haiku-5-5',
      pages: 480,
      created_at: '2026-11-23T09:31:12.000Z',
      expires_at: '2026-11-24T09:31:12.000Z',
    },
  ],
  budgets: [{ name: 'tenant:default:2026-11', cap_usd: 200, spent_usd: 41.2, reserved_usd: 0.09 }],
  webhooks: {
    disabled: [
      {
        tenant: 'default',
        origin: 'https://hooks.example.com',
        reason: 'webhook_gone',
        since: '2026-11-22T18:40:00.000Z',
      },
    ],
  },
  documents: {
    active: 6,
    open: 4,
    waiting_for_admission: 2,
    oldest: { id: ID, accepted_at: '2026-11-23T09:11:03.512Z', waiting_s: 1_137 },
  },
};

export const ledgerLine: LedgerEntry = {
  id: `${ID}:1732354203512-0`,
  at_ms: 1_795_426_203_512,
  document: ID,
  tenant: 'default',
  page: 1,
  attempt: 1,
  kind: 'outcome',
  class: 'accepted',
  code: null,
  model: 'claude-haiku-5-5',
  lane: 'realtime',
  reservation_id: 'r-7f3a',
  price_table: '2026-10',
  expected_micro_usd: 3_100,
  request_id: 'req_011CV8oZ2sT4kq',
  cost_micro_usd: 2_890,
  usage: {
    input_tokens: 2_410,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 96,
    thinking_tokens: 0,
  },
};

export const ledgerTotals: LedgerTotalsView = {
  since: '2026-11-01T00:00:00.000Z',
  until: '2026-11-23T00:00:00.000Z',
  by: 'tenant',
  data: [
    {
      key: 'default',
      intents: 1_204,
      calls: { accepted: 1_200, waste: 0, free: 3, ambiguous: 1 },
      cost_micro_usd: { accepted: 3_468_000, waste: 0, free: 0, ambiguous: 3_100 },
      total_micro_usd: 3_471_100,
      usage: {
        input_tokens: 2_892_000,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        output_tokens: 115_200,
        thinking_tokens: 0,
      },
    },
  ],
};

const webhookId = `wh_${ID}_completed`;

export const delivery: DeliveryView = {
  id: webhookId,
  document: ID,
  type: 'document.completed',
  sequence: 1,
  url: 'https://hooks.example.com/quire?token=…',
  status: 'delivered',
  reason: null,
  attempts: [
    {
      at: '2026-11-23T09:30:04.300Z',
      status_code: 503,
      duration_ms: 81,
      error: { code: 'webhook_failed', message: 'the receiver answered 503' },
      response: 'down for maintenance',
    },
    {
      at: '2026-11-23T09:30:08.912Z',
      status_code: 204,
      duration_ms: 64,
      error: null,
      response: null,
    },
  ],
  next_attempt_at: null,
  created_at: '2026-11-23T09:30:04.120Z',
  delivered_at: '2026-11-23T09:30:08.976Z',
  replays: 0,
  links: {
    document: `/v1/documents/${ID}`,
    replay: `/v1/webhooks/deliveries/${webhookId}/replay`,
  },
};

export function eventOf(type: WebhookEvent['type']): WebhookEvent {
  const { id, pages, usage, cost_usd, failed_pages, metadata } = readDocument;
  return {
    type,
    timestamp: '2026-11-23T09:30:04.120Z',
    sequence: 1,
    data: { id, status: ENDS[type], pages, usage, cost_usd, failed_pages, metadata, links },
  };
}

const ENDS = {
  'document.completed': 'completed',
  'document.partial': 'partial',
  'document.failed': 'failed',
  'document.cancelled': 'cancelled',
} as const;
