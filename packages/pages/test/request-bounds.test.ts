import { randomFillSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { pictureTiers, sniffMediaType } from '@quire/domain';
import {
  assert,
  constant,
  constantFrom,
  double,
  integer,
  oneof,
  option,
  property,
  record,
} from 'fast-check';
import { chooseSize } from '../src/choose-size.ts';
import { encodePixels } from '../src/renderer/encode-picture.ts';

/** 10 MB, measured on the base64 text (vision page); that MB means MiB is inferred. */
const MOST_BASE64 = 10 * 1024 * 1024;
/** With more images than this in a request none may have a side beyond 2,000 pixels (vision page). */
const MANY_IMAGES = 20;

test('the largest picture of pure noise fits into an image block, and is what it is called', async () => {
  // Nothing compresses worse. 2,576 by 1,456 are 92 by 52 patches, all that the larger tier takes.
  const size = { width: 2_576, height: 1_456 };
  const data = randomFillSync(Buffer.alloc(size.width * size.height * 3));
  const { bytes, mediaType } = await encodePixels({ data, channels: 3, ...size }, 0);
  expect(bytes.toString('base64').length).toBeLessThan(MOST_BASE64);
  expect(sniffMediaType(bytes)).toBe(mediaType);
});

test('no page is cut into so many parts that they would have to be small', () => {
  const side = integer({ min: 1, max: 15_000 });
  const questions = record({
    page: record({ width: side, height: side }),
    unit: constantFrom('pt' as const, 'px' as const),
    smallestEm: option(double({ min: 0.01, max: 200, noNaN: true })),
    tier: constantFrom(...Object.values(pictureTiers)),
    resolution: oneof(constant('auto' as const), integer({ min: 18, max: 600 })),
  });
  let mostParts = 0;
  assert(
    property(questions, (question) => {
      const { parts } = chooseSize(question);
      mostParts = Math.max(mostParts, parts.length);
      return parts.length <= MANY_IMAGES;
    }),
    { numRuns: 1_000 },
  );
  // Were hardly any page cut, the property would say nothing.
  expect(mostParts).toBeGreaterThan(8);
});
