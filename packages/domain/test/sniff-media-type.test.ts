import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sniffMediaType } from '../src/index.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );

describe('a file is told by its bytes', () => {
  test.each([
    ['application/pdf', bytes('%PDF-1.7\n')],
    ['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF')],
    ['image/png', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a])],
    ['image/gif', bytes('GIF89a')],
    ['image/gif', bytes('GIF87a')],
    ['image/webp', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 ')],
    ['image/tiff', bytes('II*', [0])],
    ['image/tiff', bytes('MM', [0], '*')],
    ['image/tiff', bytes('II+', [0])],
    ['image/tiff', bytes('MM', [0], '+')],
    ['image/avif', bytes([0, 0, 0, 28], 'ftypavif')],
    ['image/avif', bytes([0, 0, 0, 28], 'ftypavis')],
  ])('as %s', (mediaType, head) => {
    expect(sniffMediaType(head)).toBe(mediaType);
  });

  test.each([
    ['nothing', bytes('')],
    ['one byte', bytes([0xff])],
    ['a film', bytes([0, 0, 0, 28], 'ftypisom')],
    ['the beginning of a signature', bytes([0x89], 'PNG')],
    ['an unfinished PDF header', bytes('%PDF')],
    ['RIFF that is no WebP', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt ')],
    ['RIFF cut short', bytes('RIFF', [1, 2, 3, 4], 'WEB')],
    ['plain text', bytes('hello')],
    ['a header too deep', bytes('x'.repeat(1_020), '%PDF-1.7')],
  ])('and is not taken when there is %s', (_what, head) => {
    expect(sniffMediaType(head)).toBeNull();
  });

  test('a PDF may begin with junk, as long as its header is within the first kilobyte', () => {
    expect(sniffMediaType(bytes([0, 1, 2], 'junk\r\n%PDF-1.4'))).toBe('application/pdf');
    expect(sniffMediaType(bytes('x'.repeat(1_019), '%PDF-1.7'))).toBe('application/pdf');
    expect(sniffMediaType(bytes([0xef, 0xbb, 0xbf], '%PDF-1.7'))).toBe('application/pdf');
  });

  test.each([
    ['a web page', bytes('<html><!--%PDF-1.7-->')],
    ['a web page after blanks', bytes(' \r\n\t<svg>%PDF-1.7')],
    ['a web page after a byte order mark', bytes([0xef, 0xbb, 0xbf], '<html>%PDF-1.7')],
    ['an archive', bytes('PK', [3, 4], '%PDF-1.7')],
    ['a program', bytes('MZ', [0x90], '%PDF-1.7')],
    ['another program', bytes([0x7f], 'ELF', '%PDF-1.7')],
    ['packed bytes', bytes([0x1f, 0x8b, 8], '%PDF-1.7')],
    ['a RAR archive', bytes('Rar!', [0x1a], '%PDF-1.7')],
  ])('a PDF inside %s is not a PDF', (_what, head) => {
    expect(sniffMediaType(head)).toBeNull();
  });

  test('any bytes are told without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (head) => {
        const mediaType = sniffMediaType(head);
        expect(mediaType === null || typeof mediaType === 'string').toBe(true);
        // What lies beyond the first kilobyte changes nothing.
        expect(sniffMediaType(head.subarray(0, 1_024))).toBe(mediaType);
      }),
    );
  });
});
