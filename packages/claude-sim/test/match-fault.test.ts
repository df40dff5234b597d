import { expect, test } from '@jest/globals';
import { faultPlan, type FaultPlan } from '../src/faults/fault-plan.ts';
import { matchFault, startPlan, type FaultTarget } from '../src/faults/match-fault.ts';

const call: FaultTarget = {
  endpoint: 'messages',
  isArriving: false,
  pageHashes: ['abcdef'],
  text: 'Transcribe this page.',
  model: 'claude-haiku-5-5',
};

/** Which of the first calls are struck, by ordinal. */
function struck(plan: FaultPlan, calls: number, target: FaultTarget = call): number[] {
  let state = startPlan(plan, 0);
  return Array.from({ length: calls }, (_, index) => index + 1).filter(() => {
    const match = matchFault(state, target, 0);
    state = match.state;
    return match.rule !== undefined;
  });
}

test.each<[string, FaultPlan, number[]]>([
  ['everything without conditions', [{ fault: 'overloaded' }], [1, 2, 3, 4, 5, 6]],
  ['every third', [{ fault: 'overloaded', every: 3 }], [3, 6]],
  ['from the second to the fourth', [{ fault: 'overloaded', from: 2, to: 4 }], [2, 3, 4]],
  ['twice at most', [{ fault: 'overloaded', times: 2 }], [1, 2]],
  [
    'a page by the beginning of its hash',
    [{ fault: 'refusal', page_hash: 'abc' }],
    [1, 2, 3, 4, 5, 6],
  ],
  ['not another page', [{ fault: 'refusal', page_hash: 'bcd' }], []],
  ['a text', [{ fault: 'refusal', text: 'this page', from: 6 }], [6]],
  ['not another model', [{ fault: 'refusal', model: 'claude-opus-5-5' }], []],
  ['not another endpoint', [{ fault: 'api_error', endpoints: ['models'] }], []],
])('strikes %s', (_, plan, expected) => {
  expect(struck(plan, 6)).toEqual(expected);
});

test('the first rule that matches wins, and the others have seen the call too', () => {
  const plan: FaultPlan = [
    { fault: 'timeout', every: 2 },
    { fault: 'api_error', every: 4 },
  ];
  let state = startPlan(plan, 0);
  const faults = Array.from({ length: 4 }, () => {
    const match = matchFault(state, call, 0);
    state = match.state;
    return match.rule?.fault;
  });
  expect(faults).toEqual([undefined, 'timeout', undefined, 'timeout']);
  expect(state.seen).toEqual([4, 4]);
});

test('is bounded in time from when the plan was set', () => {
  const state = startPlan([{ fault: 'overloaded', after_s: 1, until_s: 2 }], 500);
  const at = (ms: number): boolean => matchFault(state, call, ms).rule !== undefined;
  expect([at(1400), at(1500), at(2499), at(2500)]).toEqual([false, true, true, false]);
});

test('chance is the same for the same seed and near what was asked for', () => {
  const plan: FaultPlan = [{ fault: 'overloaded', probability: 0.25, seed: 7 }];
  const once = struck(plan, 2000);
  expect(struck(plan, 2000)).toEqual(once);
  expect(struck([{ fault: 'overloaded', probability: 0.25, seed: 8 }], 2000)).not.toEqual(once);
  expect(once.length).toBeGreaterThan(400);
  expect(once.length).toBeLessThan(600);
});

test('a connection is never broken for an entry of a batch', () => {
  const entry: FaultTarget = { ...call, endpoint: 'batch_entry' };
  expect(struck([{ fault: 'cut_body' }], 2, entry)).toEqual([]);
  expect(struck([{ fault: 'refusal' }], 2, entry)).toEqual([1, 2]);
  expect(struck([{ fault: 'batch_expired' }], 2, call)).toEqual([]);
});

test('a plan with a wrong word is refused', () => {
  expect(faultPlan.safeParse([{ fault: 'earthquake' }]).success).toBe(false);
  expect(faultPlan.safeParse([{ fault: 'overloaded', evry: 3 }]).success).toBe(false);
});
