import { findModel } from '@quire/claude';
import {
  ADDRESS,
  type CallStep,
  type DocumentOptions,
  Failure,
  type NextStep,
  type Page,
  pageFacts,
  patchTask,
  type PatchTask,
  type StepFacts,
} from '@quire/domain';
import type { DrawnAs, Picture } from '@quire/pages';
import { mostTokens } from './most-tokens.ts';

/** How one call of a page is made. */
export interface CallWay {
  readonly step: CallStep;
  readonly modelId: string;
  /** Whether the answer may be as long as may be, for one was cut. */
  readonly hasRoom: boolean;
  /** Whether the page is sent in parts, or smaller. */
  readonly drawnAs: DrawnAs;
  /** What was wrong with the answer before, where it is to be named; null where not. */
  readonly mistake: string | null;
}

/**
 * What a step changes about a page's call. Room that was once given stays.
 * @param draft the page so far; null before its first answer
 */
export function callWay(
  step: CallStep,
  draft: Page | null,
  options: DocumentOptions,
  defaultModel: string,
): CallWay {
  const taken = new Set(draft?.calls.map((call) => call.step));
  const { model = defaultModel, strong_model: strong = model } = options;
  const last = draft?.calls.at(-1);
  // The call that was too large is made once more, as it was but for its picture.
  const isSmaller = step === 'smaller-picture' || taken.has('smaller-picture');
  const made = step === 'smaller-picture' ? last?.step : step;
  const invalid = draft?.calls.findLast(({ verdict }) => verdict === 'invalid');
  const isCut = made === 'tiles' || (made === 'ask-again' && taken.has('tiles'));
  return {
    step,
    modelId: made === 'strong-model' ? strong : model,
    hasRoom: made === 'more-room' || taken.has('more-room'),
    drawnAs: isSmaller ? 'smaller' : isCut ? 'cut' : 'plain',
    mistake: made === 'ask-again' && invalid !== undefined ? invalid.detail : null,
  };
}

/** What could be done for a page under its document's options. */
export function stepFacts(
  options: DocumentOptions,
  picture: Picture,
  defaultModel: string,
  barred: ReadonlySet<NextStep>,
): StepFacts {
  const { layer } = picture;
  const isWordsWanted = pageFacts(options, null).task === 'transcribe';
  const hasWords = isWordsWanted && layer?.soundness === 'sound';
  return {
    ...wholeStepFacts(options, defaultModel, barred),
    canBeSmaller: picture.mediaType !== ADDRESS,
    canBeTiled: isDrawn(picture) && picture.tiles.length === 0,
    isPatched: patchOf(options, picture) !== null,
    layerWords: hasWords ? layer.words.length : 0,
  };
}

/** What could be done for an answer about a document as a whole, whose pictures fit one request. */
export function wholeStepFacts(
  options: DocumentOptions,
  defaultModel: string,
  barred: ReadonlySet<NextStep>,
): StepFacts {
  const first = callWay('first', null, options, defaultModel);
  const roomy = { ...first, hasRoom: true };
  return {
    barred,
    hasMoreRoom: mostTokens(roomy, options) > mostTokens(first, options),
    canBeSmaller: false,
    isBounded: options.max_tokens !== undefined,
    canBeTiled: false,
    hasStrongModel: isOther(options.strong_model, first.modelId),
    isPatched: false,
    layerWords: 0,
  };
}

/** Whether its pixels are made here: neither a page as a PDF nor a picture's address. */
function isDrawn({ mediaType }: Picture): boolean {
  return mediaType !== 'application/pdf' && mediaType !== ADDRESS;
}

/** What is asked of a page in patch mode; null where it is to be written out. */
export function patchOf(options: DocumentOptions, { layer }: Picture): PatchTask | null {
  return patchTask(options, layer);
}

/** A model without a price is never called, and one that has answered is no other. */
function isOther(strong: string | undefined, modelId: string): boolean {
  if (strong === undefined) return false;
  try {
    return findModel(strong).id !== findModel(modelId).id;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
