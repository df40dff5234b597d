import type { Task } from './option-fields.ts';

/** One page that was drawn to see what it would cost. */
export interface SampledPage {
  /** Tokens of its pictures. 0 for a blank page, which is not asked about. */
  readonly pictureTokens: number;
  /** False for a page that is sent as a PDF: then it is the most that it can be. */
  readonly isExact: boolean;
  /** True for a picture that Claude is to fetch: nobody here has seen how large it is. @default false */
  readonly isUnseen?: boolean;
  readonly isBlank: boolean;
  /** Characters of a sound text layer; null where there is none to go by. */
  readonly characters: number | null;
}

/** Least, most likely and most. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export interface PagesToEstimate {
  /** All pages that would be read; the sample is spread over them. */
  readonly pages: number;
  readonly sample: readonly SampledPage[];
  /** Guessed from its length: counts were between 0.6 and 1.5 times such guesses. */
  readonly promptTokens: number;
  readonly hasSchema: boolean;
  readonly task: Task;
  /** Whether pages with a sound text layer are asked for as patches of its lines. @default false */
  readonly isPatched?: boolean;
  readonly maxTokens: number;
  /** What such answers used so far, where there were enough of them. */
  readonly measured: {
    readonly low: number;
    readonly likely: number;
    readonly high: number;
  } | null;
}

export interface PagesEstimate {
  /** Pages that would be asked about. */
  readonly asked: Range;
  readonly input: Range;
  readonly output: Range;
}

/** Characters a token of common text; models since 4.7 make a third more tokens of the same text. */
const CHARACTERS_PER_TOKEN = { most: 4.5, likely: 3.2, least: 1.5 };
/** A text layer leaves out what is drawn, and says more than once what overlaps. */
const MARKUP = { low: 0.7, likely: 1.1, high: 1.5 };
/**
 * Without any text to go by: a page may say next to nothing, and type that can be read fills a
 * picture with at most about as many tokens as the picture itself has (20 px a line, 28 px a patch).
 */
const TEXT_PER_PICTURE_TOKEN = { low: 0.005, likely: 0.3, high: 1.2 };
const FEWEST_TOKENS = 4;
/** A patch, as a share of the page written out (`npm run bench -- patch`: 0.8 % to 10 % by kind of page); then written out as well. */
const PATCH = { low: 0.008, likely: 0.06, high: 1.2 };
/** Data and answers are short, whatever the page says; lists of lines are what makes them long. */
const DATA = { low: 8, likely: 250, high: 2_500 };
/** Of the most that a PDF page can take: its text is short, or it is drawn small. */
const PDF_LOW = 0.2;
const PDF_LIKELY = 0.8;
/** Of the most that a picture can take: an icon of 250 px, and one of 1,400 px. */
const UNSEEN = { low: 0.015, likely: 0.5 };
/** What comes with a schema besides its own words: not published, below this in all that was seen. */
const SCHEMA_TOKENS = 500;

/** What pages would use. Pure; every sum is over all pages, whole tokens. */
export function estimatePages(question: PagesToEstimate): PagesEstimate {
  const { sample, pages } = question;
  const written = sample.filter(({ isBlank }) => !isBlank);
  const isWhole = sample.length >= pages;
  // What was not drawn is like what was, give or take: a share of blank pages may be off by half.
  const share = sample.length === 0 ? 1 : written.length / sample.length;
  const rest = Math.max(0, pages - sample.length);
  const asked = {
    low: written.length + Math.floor(rest * share * (isWhole ? 1 : 0.5)),
    likely: written.length + Math.round(rest * share),
    high: written.length + Math.ceil(rest * Math.min(1, share * 1.5 + 0.1)),
  };
  const { promptTokens, hasSchema } = question;
  const prompt = {
    low: promptTokens * 0.6,
    likely: promptTokens,
    high: promptTokens * 1.5 + (hasSchema ? SCHEMA_TOKENS : 0),
  };
  const input = written.map(({ pictureTokens, isExact, isUnseen, characters }) => {
    const picture = isExact
      ? { low: 1, likely: 1 }
      : isUnseen === true
        ? UNSEEN
        : { low: PDF_LOW, likely: PDF_LIKELY };
    const lines = question.isPatched === true ? characters : null;
    const { least, likely, most } = CHARACTERS_PER_TOKEN;
    // A patch that cannot be relied on is asked for once more, written out.
    const times = lines === null ? 1 : 2;
    return {
      low: pictureTokens * picture.low + prompt.low + (lines ?? 0) / most,
      likely: pictureTokens * picture.likely + prompt.likely + (lines ?? 0) / likely,
      high: (pictureTokens + prompt.high) * times + ((lines ?? 0) / least) * MARKUP.high,
    };
  });
  const output = written.map((page) => outputOf(page, question));
  return { asked, input: spread(input, asked), output: spread(output, asked) };
}

function outputOf(
  page: SampledPage,
  { task, maxTokens, measured, isPatched = false }: PagesToEstimate,
): Range {
  const bounded = (range: Range): Range => ({
    low: Math.min(range.low, maxTokens),
    likely: Math.min(range.likely, maxTokens),
    high: Math.min(range.high, maxTokens),
  });
  if (task !== 'transcribe') return bounded(measured ?? DATA);
  if (page.characters !== null) {
    const { least, likely, most } = CHARACTERS_PER_TOKEN;
    const share = isPatched ? PATCH : { low: 1, likely: 1, high: 1 };
    return bounded({
      low: Math.max(FEWEST_TOKENS, (page.characters / most) * MARKUP.low * share.low),
      likely: Math.max(FEWEST_TOKENS, (page.characters / likely) * MARKUP.likely * share.likely),
      high: (page.characters / least) * MARKUP.high * share.high + 100,
    });
  }
  if (measured !== null) return bounded(measured);
  const { low, likely, high } = TEXT_PER_PICTURE_TOKEN;
  return bounded({
    low: Math.max(FEWEST_TOKENS, page.pictureTokens * low),
    likely: Math.max(FEWEST_TOKENS, page.pictureTokens * likely),
    high: Math.max(200, page.pictureTokens * high),
  });
}

/** The sampled pages themselves, and the rest like their mean, its ends twice as far off. */
function spread(sampled: readonly Range[], asked: Range): Range {
  const sum = (end: keyof Range): number => sampled.reduce((total, range) => total + range[end], 0);
  const count = sampled.length;
  if (count === 0) return { low: 0, likely: 0, high: 0 };
  const rest = (end: keyof Range): number => Math.max(0, asked[end] - count);
  return {
    low: Math.floor(sum('low') + (rest('low') * sum('low')) / count / 2),
    likely: Math.round(sum('likely') + (rest('likely') * sum('likely')) / count),
    high: Math.ceil(sum('high') + ((rest('high') * sum('high')) / count) * 2),
  };
}
