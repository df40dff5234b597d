import { efforts, type ModelSpec, type Prices } from './model-spec.ts';

/** The day the prices below were published (the pricing page; Fable 5.2: secondary sources). */
export const PRICES_AS_OF = '2026-10-08';

const prices = (
  input: number,
  output: number,
  read: number,
  write5m = input * 1.25,
  write1h = input * 2,
): Prices => ({ input, write5m, write1h, read, output });

const MILLION = 1_000_000;

/** What 4.7 and later have in common; each line below says only where it differs. */
const modern = {
  aliases: [],
  deprecatedAt: null,
  retiresAt: null,
  imageTier: 'high',
  contextTokens: MILLION,
  maxOutputTokens: 128_000,
  newTokenizer: true,
  cacheMinTokens: 512,
  efforts,
  defaultEffort: 'high',
  forcedToolChoice: true,
  prefill: false,
} as const;

/** Thinking runs unless asked not to, and `budget_tokens` is gone since 4.7. */
const optionalThinking = {
  onByDefault: false,
  accepts: ['adaptive', 'disabled'],
  turnDownUpTo: 'max',
} as const;
const alwaysThinking = { onByDefault: true, accepts: ['adaptive'], turnDownUpTo: 'max' } as const;
const budgetThinking = {
  onByDefault: false,
  accepts: ['enabled', 'disabled'],
  turnDownUpTo: 'max',
} as const;

/** 4.6: a million tokens of context, yet the old tokenizer and the small pictures. */
const sixth = {
  ...modern,
  imageTier: 'standard',
  newTokenizer: false,
  efforts: ['low', 'medium', 'high', 'max'],
  thinking: { ...budgetThinking, accepts: ['enabled', 'disabled', 'adaptive'] },
} as const;

/** 4.5: the last that take a prefilled answer. */
const fifth = {
  ...sixth,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  cacheMinTokens: 4096,
  efforts: [],
  thinking: budgetThinking,
  prefill: true,
} as const;

/**
 * The stand-in's own copy of the model table, on purpose: it judges what others believe about
 * models, so it must not share their table. Where the public pages are silent (efforts of 4.5 to
 * 5, thinking of 4.7 to 5) the older documented rule is kept.
 */
export const models: readonly ModelSpec[] = [
  {
    ...modern,
    id: 'claude-haiku-5-5',
    displayName: 'Claude Haiku 5.5 (stand-in)',
    line: 'haiku',
    createdAt: '2026-10-07',
    group: 'haiku-5-5',
    prices: prices(0.1, 0.5, 0.01),
    longPrompt: { aboveTokens: 100_000, prices: prices(0.5, 2.5, 0.05) },
    thinking: { onByDefault: true, accepts: ['adaptive', 'disabled'], turnDownUpTo: 'high' },
    defaultEffort: 'medium',
  },
  {
    ...modern,
    id: 'claude-sonnet-5-5',
    displayName: 'Claude Sonnet 5.5 (stand-in)',
    line: 'sonnet',
    createdAt: '2026-09-28',
    group: 'sonnet-5-5',
    prices: prices(2, 10, 0.1),
    thinking: { onByDefault: true, accepts: ['adaptive', 'between_tools'], turnDownUpTo: 'high' },
    forcedToolChoice: false,
  },
  {
    ...modern,
    id: 'claude-opus-5-5',
    displayName: 'Claude Opus 5.5 (stand-in)',
    line: 'opus',
    createdAt: '2026-09-22',
    group: 'opus-5-5',
    prices: prices(4, 20, 0.2),
    thinking: alwaysThinking,
    defaultEffort: 'medium',
    forcedToolChoice: false,
  },
  {
    ...modern,
    id: 'claude-fable-5-2',
    displayName: 'Claude Fable 5.2 (stand-in)',
    line: 'fable',
    createdAt: '2026-11-09',
    group: 'fable-5',
    prices: prices(8, 40, 0.2),
    thinking: alwaysThinking,
    forcedToolChoice: false,
  },
  {
    ...modern,
    id: 'claude-fable-5-1',
    displayName: 'Claude Fable 5.1 (stand-in)',
    line: 'fable',
    createdAt: '2026-08-01',
    group: 'fable-5',
    prices: prices(10, 50, 0.25),
    thinking: alwaysThinking,
    forcedToolChoice: false,
  },
  {
    ...modern,
    id: 'claude-opus-5',
    displayName: 'Claude Opus 5 (stand-in)',
    line: 'opus',
    createdAt: '2026-06-01',
    group: 'opus-5',
    prices: prices(5, 25, 0.5),
    thinking: optionalThinking,
  },
  {
    ...modern,
    id: 'claude-sonnet-5',
    displayName: 'Claude Sonnet 5 (stand-in)',
    line: 'sonnet',
    createdAt: '2026-06-01',
    group: 'sonnet-5',
    cacheMinTokens: 1024,
    prices: prices(2, 10, 0.2),
    thinking: optionalThinking,
  },
  {
    ...modern,
    id: 'claude-opus-4-8',
    displayName: 'Claude Opus 4.8 (stand-in)',
    line: 'opus',
    createdAt: '2026-05-01',
    group: 'opus-4',
    cacheMinTokens: 1024,
    prices: prices(5, 25, 0.5),
    thinking: optionalThinking,
  },
  {
    ...modern,
    id: 'claude-opus-4-7',
    displayName: 'Claude Opus 4.7 (stand-in)',
    line: 'opus',
    createdAt: '2026-04-01',
    group: 'opus-4',
    cacheMinTokens: 2048,
    prices: prices(5, 25, 0.5),
    thinking: optionalThinking,
  },
  {
    ...sixth,
    id: 'claude-opus-4-6',
    displayName: 'Claude Opus 4.6 (stand-in)',
    line: 'opus',
    createdAt: '2026-02-05',
    group: 'opus-4',
    cacheMinTokens: 4096,
    prices: prices(5, 25, 0.5),
  },
  {
    ...sixth,
    id: 'claude-sonnet-4-6',
    displayName: 'Claude Sonnet 4.6 (stand-in)',
    line: 'sonnet',
    createdAt: '2026-02-17',
    group: 'sonnet-4',
    cacheMinTokens: 1024,
    prices: prices(3, 15, 0.3),
  },
  {
    ...fifth,
    id: 'claude-opus-4-5-20251101',
    aliases: ['claude-opus-4-5'],
    displayName: 'Claude Opus 4.5 (stand-in)',
    line: 'opus',
    createdAt: '2025-11-01',
    group: 'opus-4',
    prices: prices(5, 25, 0.5),
    efforts: ['low', 'medium', 'high'],
  },
  {
    ...fifth,
    id: 'claude-haiku-4-5-20251001',
    aliases: ['claude-haiku-4-5'],
    displayName: 'Claude Haiku 4.5 (stand-in)',
    line: 'haiku',
    createdAt: '2025-10-01',
    group: 'haiku-4-5',
    prices: prices(1, 5, 0.1),
  },
  {
    ...fifth,
    id: 'claude-sonnet-4-5-20250929',
    aliases: ['claude-sonnet-4-5'],
    displayName: 'Claude Sonnet 4.5 (stand-in)',
    line: 'sonnet',
    createdAt: '2025-09-29',
    deprecatedAt: '2026-09-30',
    retiresAt: '2026-11-30',
    group: 'sonnet-4',
    cacheMinTokens: 1024,
    prices: prices(3, 15, 0.3),
  },
  {
    ...fifth,
    id: 'claude-sonnet-4-20250514',
    displayName: 'Claude Sonnet 4 (stand-in)',
    line: 'sonnet',
    createdAt: '2025-05-14',
    deprecatedAt: '2026-03-01',
    retiresAt: '2026-06-15',
    group: 'sonnet-4',
    cacheMinTokens: 1024,
    prices: prices(3, 15, 0.3),
  },
];
