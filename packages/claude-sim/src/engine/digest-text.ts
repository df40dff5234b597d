import { hash } from 'node:crypto';
import type { Picture } from '../vision/picture.ts';

export interface DigestOptions {
  /** Mean number of words. */
  readonly words: number;
  /** Sigma of the log-normal spread round the mean; 0: always the mean. */
  readonly sigma: number;
}

const WORDS_PER_LINE = 12;

const words = (
  'page ledger ink margin column harbour timber invoice weight copper linen window record parcel ' +
  'station garden river bridge market candle winter summer village engine letter carriage signal ' +
  'quarter measure account balance cargo vessel captain merchant granary mill orchard barley wheat ' +
  'mortar gravel lantern anchor compass chart survey parish council permit surplus deficit remark ' +
  'witness clause annex footnote heading tariff excise freight docket voucher receipt folio binder'
).split(' ');

/** A text that depends on nothing but the picture's bytes: for load, where nobody reads it. */
export function digestText(
  picture: Pick<Picture, 'sha256' | 'sent'>,
  options: DigestOptions,
): string {
  const random = randomFrom(picture.sha256);
  const spread = options.sigma === 0 ? 1 : logNormal(random(), random(), options.sigma);
  const count = Math.max(1, Math.round(options.words * spread));
  const { width, height } = picture.sent;
  const lines = [`digest ${picture.sha256.slice(0, 16)} ${width}x${height}`];
  for (let written = 0; written < count; written += WORDS_PER_LINE) {
    const length = Math.min(WORDS_PER_LINE, count - written);
    lines.push(Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' '));
  }
  return lines.join('\n');
}

/** Mean 1, so that the mean of the lengths stays what was asked for (Box-Muller). */
function logNormal(first: number, second: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  return Math.exp(sigma * normal - (sigma * sigma) / 2);
}

/** Numbers in [0, 1), the same for the same seed (xorshift32 over a hash of it). */
function randomFrom(seed: string): () => number {
  let state = hash('sha256', seed, 'buffer').readUInt32LE(0) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
