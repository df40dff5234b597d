import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type AnswerToJudge, isGood, judgeAnswer } from '../src/index.ts';

/** A schema that every value fits. */
const ANYTHING = {};
const INVOICE = {
  type: 'object',
  properties: { total: { type: ['number', 'null'] } },
  required: ['total'],
  additionalProperties: false,
};

const answer = (more: Partial<AnswerToJudge> = {}): AnswerToJudge => ({
  text: 'Dear Sir',
  stopReason: 'end_turn',
  hasUnknownBlocks: false,
  ...more,
});

describe('judging an answer', () => {
  test.each(['end_turn', 'stop_sequence'])('that ended with %s is ok', (stopReason) => {
    const judged = judgeAnswer(answer({ stopReason }), undefined);
    expect(judged).toEqual({
      verdict: 'ok',
      code: null,
      detail: '',
      data: null,
      repairs: [],
      evidence: { reason: 'none', words: 2, periodic_share: 0, compression: 1, layer: null },
    });
  });

  test.each([
    ['max_tokens', 'truncated', 'answer_truncated'],
    ['model_context_window_exceeded', 'truncated', 'answer_truncated'],
    ['refusal', 'refused', 'answer_refused'],
    ['pause_turn', 'failed', 'answer_unknown'],
    ['tool_use', 'failed', 'answer_unknown'],
    ['compaction', 'failed', 'answer_unknown'],
    ['', 'failed', 'answer_unknown'],
    [null, 'failed', 'answer_unknown'],
  ] as const)(
    'that ended with %p is %s, even with text and data in it',
    (stopReason, verdict, code) => {
      expect(judgeAnswer(answer({ stopReason }), undefined)).toMatchObject({
        verdict,
        code,
        data: null,
      });
      expect(judgeAnswer(answer({ stopReason, text: '{"a":1}' }), ANYTHING)).toMatchObject({
        verdict,
        code,
        data: null,
      });
    },
  );

  test('with a block that is not known is not called ok on a guess', () => {
    expect(judgeAnswer(answer({ hasUnknownBlocks: true }), undefined)).toMatchObject({
      verdict: 'failed',
      code: 'answer_unknown',
    });
  });

  test.each(['', ' \n\t', '\u00a0'])('without text (%j) is empty', (text) => {
    expect(judgeAnswer(answer({ text }), undefined)).toMatchObject({
      verdict: 'empty',
      code: 'answer_empty',
    });
    expect(judgeAnswer(answer({ text }), ANYTHING)).toMatchObject({
      verdict: 'empty',
      code: 'answer_empty',
    });
  });

  test('that was to be data hands over the parsed JSON', () => {
    expect(judgeAnswer(answer({ text: ' {"total": 3} \n' }), ANYTHING)).toMatchObject({
      verdict: 'ok',
      code: null,
      data: { total: 3 },
    });
  });

  test.each(['Sure! {"total":3}', '{"total":3', '```json\n{}\n```', '{"total":3}{}'])(
    'that was to be data and is %j is invalid',
    (text) => {
      expect(judgeAnswer(answer({ text }), ANYTHING)).toMatchObject({
        verdict: 'invalid',
        code: 'answer_invalid',
        data: null,
      });
    },
  );

  test.each([
    ['{"total":"three"}', '/total must be number,null'],
    ['{"total":3,"extra":1}', 'the answer must NOT have additional properties'],
    ['{}', "the answer must have required property 'total'"],
    ['42', 'the answer must be object'],
  ])('that was to fit a schema and is %s is invalid, and says where', (text, detail) => {
    expect(judgeAnswer(answer({ text }), INVOICE)).toMatchObject({ verdict: 'invalid', detail });
  });

  test('whose data a rule brings into its form is ok, and what came is kept', () => {
    expect(judgeAnswer(answer({ text: '{"total":"1.234,50 €"}' }), INVOICE)).toMatchObject({
      verdict: 'ok',
      data: { total: 1234.5 },
      repairs: [{ pointer: '/total', from: '1.234,50 €', to: 1234.5, rule: 'number' }],
    });
    // Nothing is kept of repairs that did not suffice: there is no data that they were made in.
    const spoiled = answer({ text: '{"total":"-","extra":1}' });
    expect(judgeAnswer(spoiled, INVOICE)).toMatchObject({
      verdict: 'invalid',
      data: null,
      repairs: [],
    });
  });

  test('that fits its schema is ok, and so is one whose schema nobody here can read', () => {
    expect(judgeAnswer(answer({ text: '{"total":null}' }), INVOICE).verdict).toBe('ok');
    expect(judgeAnswer(answer({ text: '{}' }), { type: 'no such type' }).verdict).toBe('ok');
  });

  test('that was to be text is not parsed', () => {
    expect(judgeAnswer(answer({ text: '{"total":3}' }), undefined).data).toBeNull();
  });

  test('that loops until its room is used up is repeated: more room would be filled too', () => {
    const text = `The harbour office ${'has published '.repeat(200)}`;
    expect(judgeAnswer(answer({ text, stopReason: 'max_tokens' }), undefined)).toMatchObject({
      verdict: 'repeated',
      code: 'answer_repeated',
      evidence: { reason: 'loop' },
    });
  });

  test('is good exactly when no code is given', () => {
    fc.assert(
      fc.property(
        fc.record({
          text: fc.string(),
          stopReason: fc.option(
            fc.oneof(fc.string(), fc.constantFrom('end_turn', 'max_tokens', 'refusal')),
          ),
          hasUnknownBlocks: fc.boolean(),
        }),
        fc.boolean(),
        (given, wantsData) => {
          const { verdict, code } = judgeAnswer(given, wantsData ? ANYTHING : undefined);
          expect(isGood(verdict)).toBe(code === null);
        },
      ),
    );
  });
});
