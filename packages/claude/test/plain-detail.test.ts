import { expect, test } from '@jest/globals';
import { APIError } from '@anthropic-ai/sdk';
import { classifyError } from '../src/classify-error.ts';

const page =
  '<html>\r\n<head><title>503 Service Temporarily Unavailable</title>\r\n<style>b { color: red }</style></head>\r\n' +
  '<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\u001b[31m\u0000\r\n<hr>nginx</body>\r\n</html>\r\n';

test.each([503, 413, 400, 429, 401])(
  'a gateway’s page under a %d becomes one printable line',
  (status) => {
    const error = APIError.generate(status, undefined, page, new Headers());
    const { detail } = classifyError(error);
    expect(detail).toContain('503 Service Temporarily Unavailable');
    expect(detail).not.toMatch(/[<>\p{C}]|color/u);
  },
);

test('a detail has 300 characters at most, and keeps what is no tag', () => {
  const long = APIError.generate(
    413,
    undefined,
    `1 < 2 and 3 > 2 ${'\u{1F600}'.repeat(9_999)}`,
    new Headers(),
  );
  const { detail } = classifyError(long);
  expect(Array.from(detail)).toHaveLength(300);
  expect(detail).toContain('1 < 2 and 3 > 2');
  const hostile = APIError.generate(413, undefined, '<style>'.repeat(9_999), new Headers());
  expect(classifyError(hostile).detail.length).toBeLessThanOrEqual(300);
});
