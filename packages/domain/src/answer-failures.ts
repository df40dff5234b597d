import type { FailureSpec } from './failure-spec.ts';

/** What is wrong with an answer that was paid for. */
export const answerFailures = {
  answer_truncated: {
    status: 422,
    message:
      'The answer was cut, at `max_tokens` or at the end of the model’s context: raise `max_tokens`, or ask for less of it at once, and retry the page.',
  },
  answer_cut_short: {
    status: 422,
    message: 'The answer ends before the page does: retry the page.',
  },
  answer_repeated: {
    status: 422,
    message: 'The answer repeats itself without end: retry the page, or try another model.',
  },
  answer_disagrees: {
    status: 422,
    message: "The answer is not what the page's own text says: compare both by eye.",
  },
  answer_empty: { status: 422, message: 'Claude answered without text: retry the page.' },
  answer_refused: {
    status: 422,
    message: 'Claude refuses this page: read it by eye or try another model.',
  },
  answer_filtered: {
    status: 422,
    message: "The answer was stopped by Claude's filter: read it by eye.",
  },
  answer_invalid: {
    status: 422,
    message: 'The answer does not fit the schema: loosen it and retry.',
  },
  picture_mixed_up: {
    status: 500,
    message: 'The answer is about a picture that was not sent for this page: retry the page.',
  },
  merge_disagrees: {
    status: 422,
    message: "The merged answer is not what the pages' answers say: theirs stand; retry it.",
  },
  answer_unknown: {
    status: 422,
    message: 'The answer ended in a way this version does not know: update Quire.',
  },
} as const satisfies Record<string, FailureSpec>;
