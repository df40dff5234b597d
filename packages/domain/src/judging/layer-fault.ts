import type { Comparison } from './compare-with-layer.ts';
import type { Fault } from './fault.ts';
import type { Reason } from './evidence.ts';

/**
 * What a sound text layer holds against an answer. The bounds lie between what the honest and the
 * spoiled answers of `npm run bench -- verdicts` reach on its trial seeds (docs/verdicts.md).
 */
const BOUNDS = {
  /** An answer ends early where what is missing is mostly what should follow its last word. */
  endOfMissing: 0.75,
  endWords: 2,
  endLetters: 6,
  /** A cut answer adds nothing but the beginning of a word. */
  addedByCut: 0.03,
  addedByCutLetters: 12,
  /** What is there of it is the page's, not a picture's that nobody can look up. */
  supportOfCut: 0.5,
  /** A row of a table has three cells; readers lose single words. */
  missingWords: 3,
  missingLetters: 8,
  /** A row may be one word: a name whose cells are empty. */
  rowLetters: 6,
  recall: 0.95,
  /** Below it, single rows and numbers explain nothing: it is another page. */
  recallOfThisPage: 0.5,
  /** "Here is the transcription of the page:" is no paragraph. */
  addedWords: 10,
  addedLetters: 45,
  /** A paragraph of the page's own vocabulary is found in pieces. */
  addedInPieces: 25,
  pieceWords: 6,
  precision: 0.92,
  numbersMissing: 3,
  shareOfNumbersMissing: 0.03,
  misread: 0.05,
  misreadWords: 4,
  /** Tables may be read by column: only a salad has fewer neighbours. */
  order: 0.2,
  orderWords: 60,
} as const;

/**
 * @param knowsUnlayered whether it is known where text stands that the layer lacks; where it is not,
 * words that came in addition accuse nobody
 */
export function layerFault(found: Comparison, knowsUnlayered: boolean): Fault | null {
  if (endsEarly(found)) {
    return {
      verdict: 'truncated',
      code: 'answer_cut_short',
      reason: 'ends_early',
      detail: `${found.end.tokens} words of the page should follow the answer's last`,
    };
  }
  const reason = disagreement(found, knowsUnlayered);
  if (reason === null) return null;
  return { verdict: 'disagrees', code: 'answer_disagrees', reason, detail: detailOf(found) };
}

function endsEarly({
  end,
  missing,
  added,
  precision,
  support,
  numbersChanged,
}: Comparison): boolean {
  if (numbersChanged > 0 || support < BOUNDS.supportOfCut) return false;
  if (end.tokens < BOUNDS.endWords || end.weight < BOUNDS.endLetters) return false;
  const isPure = added.weight <= BOUNDS.addedByCutLetters || 1 - precision <= BOUNDS.addedByCut;
  return isPure && end.weight >= missing.weight * BOUNDS.endOfMissing;
}

function disagreement(found: Comparison, knowsUnlayered: boolean): Reason | null {
  const { longestMissing, longestAdded, numbersMissing, numbersInLayer } = found;
  if (found.recall < BOUNDS.recallOfThisPage) return 'words_missing';
  if (found.numbersChanged > 0) return 'numbers_changed';
  if (
    found.rowMissing.weight >= BOUNDS.rowLetters ||
    (longestMissing.tokens >= BOUNDS.missingWords && longestMissing.weight >= BOUNDS.missingLetters)
  ) {
    return 'line_missing';
  }
  if (found.recall < BOUNDS.recall) return 'words_missing';
  if (knowsUnlayered) {
    const isParagraph =
      longestAdded.tokens >= BOUNDS.addedWords && longestAdded.weight >= BOUNDS.addedLetters;
    const isInPieces =
      found.added.tokens >= BOUNDS.addedInPieces && longestAdded.tokens >= BOUNDS.pieceWords;
    if (isParagraph || isInPieces || found.precision < BOUNDS.precision) return 'words_added';
  }
  const mostNumbers = Math.max(
    BOUNDS.numbersMissing,
    numbersInLayer * BOUNDS.shareOfNumbersMissing,
  );
  if (numbersMissing.length >= mostNumbers) return 'numbers_missing';
  if (found.slips > Math.max(BOUNDS.misreadWords, found.words * BOUNDS.misread)) {
    return 'words_misread';
  }
  if (found.order < BOUNDS.order && found.words >= BOUNDS.orderWords) return 'order';
  return null;
}

function detailOf({ recall, precision, numbersChanged, longestMissing }: Comparison): string {
  return (
    `the answer has ${percent(recall)} of the page's own text, and ${percent(precision)} of it is ` +
    `on the page; ${numbersChanged} numbers differ; ${longestMissing.tokens} words in a row are missing`
  );
}

function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
