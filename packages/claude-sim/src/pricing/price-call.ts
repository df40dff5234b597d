import type { ModelSpec, Prices } from '../models/model-spec.ts';
import type { TokenCounts } from './tokens.ts';

export interface Terms {
  readonly isBatch: boolean;
  /** `inference_geo: 'us'`, a tenth dearer. */
  readonly isUsOnly: boolean;
}

const PICO_PER_MICRO = 1_000_000;

/**
 * The price of one call in whole micro-dollars. All of its parts are added exactly (in
 * picodollars: a dollar per million tokens is a million of them per token), the long-prompt step,
 * the batch half and the US tenth are applied to the sum, and the sum is rounded half up, once.
 */
export function priceCall(model: ModelSpec, tokens: TokenCounts, terms: Terms): number {
  const prompt = tokens.input + tokens.cache_write_5m + tokens.cache_write_1h + tokens.cache_read;
  const step = model.longPrompt;
  const prices = step !== undefined && prompt > step.aboveTokens ? step.prices : model.prices;
  const pico = (key: keyof Prices, count: number): number =>
    Math.round(prices[key] * PICO_PER_MICRO) * count;
  const sum =
    pico('input', tokens.input) +
    pico('write5m', tokens.cache_write_5m) +
    pico('write1h', tokens.cache_write_1h) +
    pico('read', tokens.cache_read) +
    pico('output', tokens.output);
  // In hundredths: 50 or 100 of them a token, times 1 or 1.1. At most 6e15, below 2^53.
  const hundredths = (terms.isBatch ? 5 : 10) * (terms.isUsOnly ? 11 : 10);
  const unit = 100 * PICO_PER_MICRO;
  return Math.floor((sum * hundredths + unit / 2) / unit);
}
