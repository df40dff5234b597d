import { compareWithLayer, type Comparison } from './compare-with-layer.ts';
import type { Evidence, Reason } from './evidence.ts';
import type { Fault } from './fault.ts';
import { isCutInMarkup } from './cut-in-markup.ts';
import { layerFault } from './layer-fault.ts';
import { layerTokens } from './layer-tokens.ts';
import { loopFault, periodicShare } from './loop-fault.ts';
import { findRepetition } from './loops.ts';
import type { PageFacts } from './page-facts.ts';
import { plainText } from './plain-text.ts';
import { isBlankProse, isRefusalProse } from './refusal-prose.ts';
import { tokensOf } from './tokens.ts';

export interface Reading {
  readonly fault: Fault | null;
  readonly evidence: Evidence;
}

/** Fewer words of its own say nothing of a page whose pictures nobody has looked for: a scan's stamp. */
const LEAST_LAYER_WORDS = 20;
/** A heading and a name; of one or two words a slip is half the page. */
const LEAST_KNOWN_WORDS = 4;
/** A page that holds a refusal's very words is a page about refusals. */
const SUPPORTED = 0.85;
const NUMBERS_SHOWN = 5;
/** Neither letter nor digit nor a mark of Markdown: ticks, boxes, stars of a printed page. */
const PRINTED_SIGN = /[^\s\p{L}\p{N}\p{M}!-/:-@[-`{-~]/u;

/** Looks at the words of an answer: what they say themselves, and what the page's own text says of them. */
export function judgeReading(text: string, page: PageFacts): Reading {
  const plain = plainText(text);
  const said = tokensOf(plain);
  const comparison = comparisonOf(said, page);
  const tokens = comparison?.tokens ?? said;
  const repetition = findRepetition(tokens);
  const loop = loopFault(tokens, repetition, comparison, plain.split('\n'));
  const fault =
    tokens.length === 0 && !PRINTED_SIGN.test(text)
      ? nothingSaid(page, 'no_words')
      : (loop ?? (page.task === 'transcribe' ? faultOfTranscript(text, page, comparison) : null));
  return {
    fault,
    evidence: {
      ...evidenceOf(comparison),
      reason: fault?.reason ?? 'none',
      words: tokens.length,
      periodic_share: rounded(periodicShare(tokens, repetition)),
      compression: rounded(repetition.compression),
    },
  };
}

/** The verdict on an answer that says nothing: right for a page with nothing on it. */
export function nothingSaid({ hasInk }: Pick<PageFacts, 'hasInk'>, reason: Reason): Fault {
  return hasInk === false
    ? { verdict: 'blank', code: null, reason, detail: '' }
    : { verdict: 'empty', code: 'answer_empty', reason, detail: '' };
}

function comparisonOf(tokens: ReturnType<typeof tokensOf>, page: PageFacts): Comparison | null {
  const { layer } = page;
  if (page.task !== 'transcribe' || layer?.soundness !== 'sound') return null;
  const ofLayer = layerTokens(layer, page, tokens);
  const least = layer.unlayered === null ? LEAST_LAYER_WORDS : LEAST_KNOWN_WORDS;
  return ofLayer.tokens.length < least ? null : compareWithLayer(tokens, ofLayer);
}

function faultOfTranscript(
  text: string,
  page: PageFacts,
  comparison: Comparison | null,
): Fault | null {
  const isSupported = comparison !== null && comparison.support >= SUPPORTED;
  if (!isSupported && isBlankProse(text)) return nothingSaid(page, 'nothing_to_read');
  if (!isSupported && isRefusalProse(text)) {
    return {
      verdict: 'refused',
      code: 'answer_refused',
      reason: 'words_of_refusal',
      detail: 'in words, not by its stop reason',
    };
  }
  if (comparison !== null) return layerFault(comparison, page.layer?.unlayered !== null);
  if (page.hasInk === false) {
    return {
      verdict: 'disagrees',
      code: 'answer_disagrees',
      reason: 'words_on_blank_page',
      detail: 'nothing is seen on the page',
    };
  }
  if (isCutInMarkup(text)) {
    return {
      verdict: 'truncated',
      code: 'answer_cut_short',
      reason: 'cut_in_markup',
      detail: 'it ends within a table or a block',
    };
  }
  return null;
}

function evidenceOf(found: Comparison | null): Pick<Evidence, 'layer'> {
  if (found === null) return { layer: null };
  return {
    layer: {
      words: found.words,
      recall: rounded(found.recall),
      precision: rounded(found.precision),
      order: rounded(found.order),
      words_missing: found.missing.tokens,
      words_added: found.added.tokens,
      longest_missing: found.longestMissing.tokens,
      longest_added: found.longestAdded.tokens,
      end_missing: found.end.tokens,
      misread: found.slips,
      numbers_changed: found.numbersChanged,
      numbers_missing: found.numbersMissing.slice(0, NUMBERS_SHOWN),
      numbers_added: found.numbersAdded.slice(0, NUMBERS_SHOWN),
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
