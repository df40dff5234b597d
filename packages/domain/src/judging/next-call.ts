import { type CallStep, callSteps, type Page } from '../page.ts';
import { nextStep, type NextStep, type PageHistory } from './next-step.ts';

/** What could be done for a page, as far as its calls do not tell. */
export interface StepFacts extends Pick<PageHistory, 'canBeTiled' | 'hasStrongModel' | 'barred'> {
  /** Whether the model can write more than its first call was allowed to. */
  readonly hasMoreRoom: boolean;
  /** Whether what is sent for the page is drawn here, and could be drawn smaller. */
  readonly canBeSmaller: boolean;
  /** Whether the client bounds the length of every answer: what is cut there is cut there again. */
  readonly isBounded: boolean;
  /** Whether the first call asked for a patch of the page's lines. */
  readonly isPatched: boolean;
  /** Words of a sound text layer, where words are wanted; 0 where there is none. */
  readonly layerWords: number;
}

/** A layer of fewer words is a header or a stamp: half an answer says more of its page. */
const WHOLE_LAYER_WORDS = 20;

/**
 * What comes next for a page that has been answered: another call, the text layer, or its end.
 * @param page with all of its calls
 */
export function nextCall(page: Page, facts: StepFacts): CallStep | 'text-layer' | 'end' {
  const taken = page.calls.map((call) => call.step).filter((step) => step !== 'first');
  const isSmaller = taken.includes('smaller-picture');
  const isTooLarge = page.calls.at(-1)?.code === 'claude_request_too_large';
  // Refused without charge, and no verdict on the page: it is no call of those that verdicts may cost.
  if (isTooLarge && facts.canBeSmaller && !isSmaller && !facts.barred?.has('smaller-picture')) {
    return 'smaller-picture';
  }
  // What a further call could not answer at all leaves the page where it was.
  const judged = page.calls.findLast(({ verdict }) => verdict !== 'failed') ?? page;
  const { verdict, stop_reason: stopReason } = judged;
  const isCut = stopReason === 'max_tokens';
  // What was said before a refusal is no part of a page.
  const hasNothing = page.text === '' || ['refused', 'filtered'].includes(page.verdict);
  const step = nextStep(
    { verdict },
    {
      taken,
      // What is too short for a patch is too short for the page.
      isPatch:
        facts.isPatched &&
        page.calls.every((call) => call.step === 'first') &&
        !(isCut && facts.isBounded),
      // An answer that ended by itself would end there again, whatever its room.
      hasMoreRoom: facts.hasMoreRoom && isCut && !facts.isBounded,
      // Parts are longer than the whole: what has filled the model's window fills it again, and what
      // was too large for a request is larger.
      canBeTiled:
        facts.canBeTiled &&
        !isSmaller &&
        !(isCut && facts.isBounded) &&
        stopReason !== 'model_context_window_exceeded',
      hasStrongModel: facts.hasStrongModel && !(isCut && facts.isBounded),
      hasSoundLayer: facts.layerWords >= (hasNothing ? 1 : WHOLE_LAYER_WORDS),
      ...(facts.barred && { barred: facts.barred }),
    },
  );
  if (step === 'text-layer') return step;
  return isCallStep(step) ? step : 'end';
}

function isCallStep(step: NextStep): step is Exclude<CallStep, 'first'> & NextStep {
  return callSteps.some((known) => known === step);
}
