import { describe, expect, test } from '@jest/globals';
import { courierConfig, readConfig } from '../src/index.ts';

const [a, b, c] = ['A', 'B', 'C'].map((letter) => `whsec_${letter.repeat(32)}`);
const read = (text: string): readonly string[] =>
  readConfig({ QUIRE_WEBHOOK_SECRET: text }, courierConfig).QUIRE_WEBHOOK_SECRET;

describe('the secret of webhooks', () => {
  test('is none, one, or several while it is replaced, in the order they are given', () => {
    expect(read('')).toEqual([]);
    expect(read(a ?? '')).toEqual([a]);
    for (const text of [`${b},${a},${c}`, `${b} ${a} ${c}`, ` ${b}, ${a}\n${c} `]) {
      expect(read(text)).toEqual([b, a, c]);
    }
  });

  test.each(['hunter2', 'whsec_short', `whsec_${'-'.repeat(32)}`, `${a} hunter2`, `${a},,;`])(
    'is not %s',
    (text) => {
      expect(() => read(text)).toThrow(
        'QUIRE_WEBHOOK_SECRET: takes whsec_ and 24 to 64 bytes in base64; up to four, the newest first, while it is replaced',
      );
      expect(() => read(text)).not.toThrow('hunter2');
    },
  );

  test('is not five of them', () => {
    expect(() =>
      read(Array.from('ABCDE', (letter) => `whsec_${letter.repeat(32)}`).join(' ')),
    ).toThrow('up to four');
  });
});
