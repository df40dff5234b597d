import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  asFailure,
  Failure,
  failures,
  isFailureCode,
  isWaitedOut,
  mayPass,
  verdicts,
} from '../src/index.ts';

test('docs/failures.md lists exactly the failures that exist', () => {
  const page = readFileSync(new URL('../../../docs/failures.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, code]) => code);
  expect(documented).toEqual(Object.keys(failures));
});

test('docs/failures.md has a line for each verdict', () => {
  const page = readFileSync(new URL('../../../docs/failures.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, verdict]) => verdict);
  expect(documented).toEqual([...verdicts]);
});

test('docs/failures.md says something about each failure', () => {
  const page = readFileSync(new URL('../../../docs/failures.md', import.meta.url), 'utf8');
  const paragraphs = page.split(/^#{2,3} .*$/m).map((text) => text.trim());
  const short = paragraphs.slice(1).filter((text) => text.length > 0 && text.length < 60);
  expect(short).toEqual([]);
  // Above the failures stand what the page is for, and what the verdicts are.
  expect(paragraphs.filter((text) => text.length > 0)).toHaveLength(
    Object.keys(failures).length + 2,
  );
});

test('each failure is answered with an error status and a sentence that says what to do', () => {
  for (const [code, { status, message }] of Object.entries(failures)) {
    expect({ code, isError: status >= 400 && status < 600 }).toEqual({ code, isError: true });
    expect(message).toMatch(/^[A-Z].*:.*\.$/);
  }
});

test('a failure says its sentence, and its detail behind it', () => {
  const cause = new Error('EACCES');
  const failure = new Failure('blobs_unavailable', { cause });
  expect(failure).toMatchObject({ code: 'blobs_unavailable', detail: undefined, cause });
  expect(failure.message).toBe(failures.blobs_unavailable.message);
  expect(new Failure('no_pages', { detail: 'a.pdf' }).message).toBe(
    `${failures.no_pages.message} (a.pdf)`,
  );
});

test('an error without a name becomes internal_error around it, a failure stays itself', () => {
  const error = new TypeError('x is not a function');
  expect(asFailure(error)).toMatchObject({ code: 'internal_error', cause: error });
  expect(asFailure('a text')).toMatchObject({ code: 'internal_error', cause: 'a text' });
  const failure = new Failure('no_pages');
  expect(asFailure(failure)).toBe(failure);
});

test('names that every object has are not failure codes', () => {
  expect(isFailureCode('pdf_encrypted')).toBe(true);
  for (const name of ['constructor', 'toString', '__proto__', '']) {
    expect(isFailureCode(name)).toBe(false);
  }
});

test('only what another try or machine may not meet is tried again', () => {
  const passing = Object.keys(failures).filter((code) => isFailureCode(code) && mayPass(code));
  expect(passing).toEqual([
    'redis_unavailable',
    'redis_refuses_writes',
    'blobs_unreachable',
    'originals_unavailable',
    'internal_error',
    'source_missing',
    'render_timeout',
    'render_memory',
    'render_failed',
    'renderer_unavailable',
    'fonts_missing',
    'claude_server_error',
    'claude_address_rejected',
    'spool_unavailable',
  ]);
});

test('what holds up everybody is waited out, at nobody’s cost', () => {
  const waited = Object.keys(failures).filter((code) => isFailureCode(code) && isWaitedOut(code));
  expect(waited).toEqual([
    'redis_unavailable',
    'redis_refuses_writes',
    'blobs_unreachable',
    'originals_unavailable',
    'renderer_unavailable',
    'spool_unavailable',
    'redis_memory_low',
  ]);
});
