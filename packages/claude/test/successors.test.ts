import { expect, test } from '@jest/globals';
import { findModel } from '../src/index.ts';
import { successorOf } from '../src/successors.ts';

test.each([
  ['claude-sonnet-4-5', 'claude-sonnet-5-5'],
  ['claude-sonnet-4-5-20250929', 'claude-sonnet-5-5'],
  ['claude-sonnet-5', 'claude-sonnet-5-5'],
  ['claude-haiku-4-5', 'claude-haiku-5-5'],
  ['claude-opus-4-8', 'claude-opus-5-5'],
  ['claude-fable-5-1', 'claude-fable-5-2'],
])('%s is followed by %s, which has a price and no successor', (old, successor) => {
  expect(successorOf(old)).toBe(successor);
  expect(findModel(successor).id).toBe(successor);
  expect(successorOf(successor)).toBeUndefined();
});
