import { z } from 'zod';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const PATTERN = /^doc_[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * A new document's id: `doc_`, ten signs of time, sixteen of chance, so that ids sort by age and
 * fit a batch's custom_id and a job's id (no `:`, never all digits).
 * @param nowMs wall clock
 * @param random at least 16 random bytes
 */
export function documentId(nowMs: number, random: Uint8Array): string {
  let time = '';
  for (let rest = nowMs, place = 0; place < 10; place += 1) {
    time = ALPHABET.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  const chance = Array.from(random.subarray(0, 16), (byte) => ALPHABET.charAt(byte % 32)).join('');
  return `doc_${time}${chance}`;
}

export function isDocumentId(text: string): boolean {
  return PATTERN.test(text);
}

/** A document's id, as the outside names it. */
export const documentIdText = z.string().regex(PATTERN);
