import type { PagesEstimate, Range } from '../estimate-pages.ts';
import type { WholeWay } from './whole-way.ts';

export interface WholeToEstimate {
  readonly way: WholeWay;
  /** Of each page asked by itself. */
  readonly pages: PagesEstimate;
  /** Of a page's question, which goes with every page where each is asked by itself. */
  readonly promptTokens: number;
  readonly maxTokens: number;
}

/** Tokens of the words that say how answers are merged, with what is unknown of them. */
const MERGE_WORDS = { low: 150, likely: 220, high: 350 };

/**
 * What a document that is asked as a whole would use, from what its pages would: in one request the
 * question goes with it once, and the answer is bounded once; a merging is one more call, which takes
 * in what the pages' answers put out, and writes at most as much again.
 */
export function estimateWhole(question: WholeToEstimate): PagesEstimate {
  const { way, pages, maxTokens } = question;
  const { asked, input, output } = pages;
  const prompt = { low: 0.6, likely: 1, high: 1.5 };
  const bounded = each((end) => Math.min(output[end], maxTokens));
  if (way === 'one') {
    const spared = (end: keyof Range): number =>
      Math.max(0, asked[end] - 1) * question.promptTokens * prompt[end];
    return {
      asked: each((end) => Math.min(1, asked[end])),
      input: each((end) => Math.max(0, input[end] - spared(end))),
      output: bounded,
    };
  }
  // Of a document with one written page the answer is that page's.
  const merges = each((end) => (asked[end] > 1 ? 1 : 0));
  const taken = (end: keyof Range): number =>
    output[end] + question.promptTokens * prompt[end] + MERGE_WORDS[end];
  return {
    asked: each((end) => asked[end] + merges[end]),
    input: each((end) => input[end] + merges[end] * taken(end)),
    output: each((end) => output[end] + merges[end] * bounded[end]),
  };
}

function each(of: (end: keyof Range) => number): Range {
  return {
    low: Math.round(of('low')),
    likely: Math.round(of('likely')),
    high: Math.round(of('high')),
  };
}
