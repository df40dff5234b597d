import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  nextStep,
  type NextStep,
  type PageHistory,
  type Verdict,
  verdicts,
} from '../../src/index.ts';

const ALL: PageHistory = {
  taken: [],
  hasMoreRoom: true,
  canBeTiled: true,
  hasStrongModel: true,
  hasSoundLayer: true,
};

/** What is done about a page that gets the same verdict again and again. */
function wayOf(verdict: Verdict, more: Partial<PageHistory> = {}): NextStep[] {
  const taken: NextStep[] = [];
  for (;;) {
    const step = nextStep({ verdict }, { ...ALL, ...more, taken });
    taken.push(step);
    if (step === 'accept' || step === 'give-up' || step === 'text-layer') return taken;
  }
}

describe('what may be done about a page', () => {
  test.each([
    ['ok', ['accept']],
    ['blank', ['accept']],
    ['truncated', ['more-room', 'tiles', 'strong-model', 'text-layer']],
    ['repeated', ['strong-model', 'text-layer']],
    ['empty', ['ask-again', 'strong-model', 'text-layer']],
    ['refused', ['strong-model', 'text-layer']],
    ['filtered', ['strong-model', 'text-layer']],
    ['invalid', ['ask-again', 'strong-model', 'give-up']],
    ['disagrees', ['strong-model', 'give-up']],
    ['failed', ['give-up']],
  ] as const)('that stays %s is %j', (verdict, way) => {
    expect(wayOf(verdict)).toEqual(way);
  });

  test.each(['truncated', 'repeated', 'empty', 'invalid', 'disagrees'] as const)(
    'that is %s as a patch is to write it out, once',
    (verdict) => {
      const patch = { ...ALL, isPatch: true };
      expect(nextStep({ verdict }, patch)).toBe('write-out');
      expect(nextStep({ verdict }, { ...patch, taken: ['write-out'] })).toBe(wayOf(verdict)[0]);
      const barred = new Set<NextStep>(['write-out']);
      expect(nextStep({ verdict }, { ...patch, barred })).toBe(wayOf(verdict)[0]);
    },
  );

  test.each(['ok', 'blank', 'refused', 'filtered', 'failed'] as const)(
    'that is %s as a patch is what it is for any answer',
    (verdict) => {
      expect(nextStep({ verdict }, { ...ALL, isPatch: true })).toBe(wayOf(verdict)[0]);
    },
  );

  test('leaves out what is not possible for it', () => {
    expect(wayOf('truncated', { hasMoreRoom: false, hasStrongModel: false })).toEqual([
      'tiles',
      'text-layer',
    ]);
    expect(wayOf('refused', { hasStrongModel: false, hasSoundLayer: false })).toEqual(['give-up']);
    expect(wayOf('repeated', { hasStrongModel: false })).toEqual(['text-layer']);
    const barred = new Set<NextStep>(['strong-model', 'tiles']);
    expect(wayOf('truncated', { barred })).toEqual(['more-room', 'text-layer']);
  });

  test('never asks the cheap model again once the strong one has answered', () => {
    const history = { ...ALL, taken: ['strong-model'] as const };
    expect(nextStep({ verdict: 'truncated' }, history)).toBe('text-layer');
    expect(nextStep({ verdict: 'empty' }, { ...history, hasSoundLayer: false })).toBe('give-up');
  });

  test('ends, each step once and at most four calls, whatever the verdicts and the page', () => {
    const history = fc.record({
      hasMoreRoom: fc.boolean(),
      canBeTiled: fc.boolean(),
      hasStrongModel: fc.boolean(),
      hasSoundLayer: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...verdicts), { minLength: 8, maxLength: 8 }),
        history,
        (given, facts) => {
          const taken: NextStep[] = [];
          const last = given.find((verdict) => {
            const step = nextStep({ verdict }, { ...facts, taken });
            taken.push(step);
            return step === 'accept' || step === 'give-up' || step === 'text-layer';
          });
          expect(last).toBeDefined();
          expect(new Set(taken).size).toBe(taken.length);
          expect(taken.length).toBeLessThanOrEqual(4);
        },
      ),
    );
  });

  test('does not go back to a model that refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('refused' as const, 'filtered' as const),
        fc.subarray<NextStep>(['more-room', 'tiles', 'ask-again', 'strong-model']),
        (verdict, taken) => {
          expect(['strong-model', 'text-layer', 'give-up']).toContain(
            nextStep({ verdict }, { ...ALL, taken }),
          );
        },
      ),
    );
  });
});
