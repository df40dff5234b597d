import type { Verdict } from '../page.ts';

/** What may be done about a page's verdict: data, to be done by who asks. */
export type NextStep =
  /** The verdict stands. */
  | 'accept'
  /** The same model, the page written out in place of a patch that cannot be relied on. */
  | 'write-out'
  /** The same model once more, under the same bounds. */
  | 'ask-again'
  /** The same call, refused unpaid for being too large, with a smaller picture (`next-call.ts`). */
  | 'smaller-picture'
  /** The same model once more, with a larger `max_tokens`. */
  | 'more-room'
  /** The same model once, with the page cut into overlapping parts. */
  | 'tiles'
  /** The strong model, once. */
  | 'strong-model'
  /** The text layer in Claude's place, marked `source: "text-layer"`. */
  | 'text-layer'
  /** The page ends with its verdict. */
  | 'give-up';

/** What was done for a page so far, and what could be. */
export interface PageHistory {
  /** Steps that were taken before the judged answer, in their order; none for the first answer. */
  readonly taken: readonly NextStep[];
  /** Whether the judged answer is a patch of the page's lines, and no text. */
  readonly isPatch?: boolean;
  /** Whether the model can write more than was asked of it. */
  readonly hasMoreRoom: boolean;
  /** Whether the page is one picture that can be cut. */
  readonly canBeTiled: boolean;
  /** Whether a strong model is allowed, and is another than the one that answered. */
  readonly hasStrongModel: boolean;
  /** Whether words are wanted, and a sound text layer has them. */
  readonly hasSoundLayer: boolean;
  /** Steps that cannot be had now: no budget for them, nobody to ask. None where left out. */
  readonly barred?: ReadonlySet<NextStep>;
}

/**
 * What each verdict calls for, cheap first. Refusals and filters meet the same model's next answer as
 * well (facts on refusals: "usually returns another refusal"), so they never go back to it. What an
 * update alone can mend is paid for once.
 */
const WAYS: Readonly<Record<Verdict, readonly NextStep[]>> = {
  ok: ['accept'],
  blank: ['accept'],
  truncated: ['more-room', 'tiles', 'strong-model', 'text-layer'],
  repeated: ['strong-model', 'text-layer'],
  empty: ['ask-again', 'strong-model', 'text-layer'],
  refused: ['strong-model', 'text-layer'],
  filtered: ['strong-model', 'text-layer'],
  invalid: ['ask-again', 'strong-model'],
  disagrees: ['strong-model'],
  failed: ['give-up'],
};

const CALLS = new Set<NextStep>(['write-out', 'ask-again', 'more-room', 'tiles', 'strong-model']);

/** What writing the page out may mend: all but what meets the model's next answer as well. */
const OF_THE_PATCH = new Set<Verdict>(['truncated', 'repeated', 'empty', 'invalid', 'disagrees']);

/** Calls for one page that its verdicts may cost, the first included: room, tiles, strong model. */
const MOST_CALLS = 4;

/**
 * Says what to do about a judged answer. Each step is taken once at most, whatever the verdicts in
 * between, so that no page is paid for without end.
 */
export function nextStep(judged: { readonly verdict: Verdict }, history: PageHistory): NextStep {
  const { taken } = history;
  const calls = 1 + taken.filter((step) => isCall(step)).length;
  const canBeWrittenOut = history.isPatch === true && OF_THE_PATCH.has(judged.verdict);
  if (canBeWrittenOut && !taken.includes('write-out') && !history.barred?.has('write-out')) {
    return 'write-out';
  }
  const next = WAYS[judged.verdict].find((step) => {
    if (history.barred?.has(step)) return false;
    if (isCall(step) && (calls >= MOST_CALLS || goesBack(step, judged.verdict, taken)))
      return false;
    return !taken.includes(step) && isPossible(step, judged.verdict, history);
  });
  return next ?? 'give-up';
}

function isPossible(step: NextStep, verdict: Verdict, history: PageHistory): boolean {
  switch (step) {
    case 'accept':
    case 'write-out':
    case 'ask-again':
    case 'smaller-picture':
    case 'give-up':
      return true;
    case 'more-room':
      return history.hasMoreRoom;
    case 'tiles':
      return history.canBeTiled;
    case 'strong-model':
      return history.hasStrongModel;
    case 'text-layer':
      return history.hasSoundLayer && verdict !== 'invalid';
  }
}

/** Once the strong model has answered, the cheap one is not asked again. */
function goesBack(step: NextStep, verdict: Verdict, taken: readonly NextStep[]): boolean {
  if (step === 'strong-model') return false;
  return taken.includes('strong-model') || verdict === 'refused' || verdict === 'filtered';
}

function isCall(step: NextStep): boolean {
  return CALLS.has(step);
}
