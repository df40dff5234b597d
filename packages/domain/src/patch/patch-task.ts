import type { PageLayer } from '../judging/page-facts.ts';
import type { DocumentOptions } from '../option-fields.ts';
import { pagePrompt, type PagePrompt } from '../page-prompt.ts';
import { TRANSCRIBE } from '../presets/task-prompts.ts';
import { resolvedOptions } from '../resolved-options.ts';
import { assemblePatch } from './assemble-patch.ts';
import { lineText, type PageLine, pageLines } from './page-lines.ts';
import { parsePatch } from './parse-patch.ts';
import type { PatchFault } from './patch.ts';
import { PATCH_WORDS } from './patch-words.ts';

/** A page that is asked for in patch mode: what is asked, and the lines its answer stands on. */
export interface PatchTask {
  readonly prompt: PagePrompt;
  readonly lines: readonly PageLine[];
}

/** Fewer words are written out as quickly as they are described. */
const LEAST_WORDS = 30;
/** A page of telephone numbers has 400 lines; beyond it numbers are miscounted. */
const MOST_LINES = 400;
/** Of words, those that stand askew are in no line. */
const MOST_ASKEW = 0.1;
/** Layers hold right-to-left words as they are spoken or as they are seen, and do not say which. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const MOST_RIGHT_TO_LEFT = 0.02;

/** Whether these options ask for patch mode; words of a client's own are answered in full. */
export function asksForPatch(options: DocumentOptions): boolean {
  if (options.mode !== 'patch') return false;
  const { task, prompt } = resolvedOptions(options);
  return task === 'transcribe' && prompt === TRANSCRIBE;
}

/**
 * The page as it is asked for in patch mode.
 * @returns null where it is to be written out: not asked for, or no layer to stand on
 */
export function patchTask(options: DocumentOptions, layer: PageLayer | null): PatchTask | null {
  if (!asksForPatch(options) || layer === null || !canStandOn(layer)) return null;
  const lines = pageLines(layer);
  if (lines.length === 0 || lines.length > MOST_LINES) return null;
  const numbered = lines.map((line, at) => `${at + 1} ${lineText(line)}`);
  const prompt = pagePrompt({ ...resolvedOptions(options), prompt: PATCH_WORDS });
  return { lines, prompt: { ...prompt, listing: `<lines>\n${numbered.join('\n')}\n</lines>` } };
}

/** The page's Markdown from an answer of patch mode, or why there is none. */
export function readPatch(answer: string, { lines }: PatchTask): string | PatchFault {
  const patch = parsePatch(answer, lines.length);
  return 'fault' in patch ? patch : assemblePatch(patch, lines);
}

function canStandOn({ words, soundness }: PageLayer): boolean {
  if (soundness !== 'sound' || words.length < LEAST_WORDS) {
    // A line of a script without spaces is one word.
    const signs = words.reduce((sum, { text }) => sum + text.length, 0);
    if (soundness !== 'sound' || signs < LEAST_WORDS * 5) return false;
  }
  const [side] = [0, 90, 180, 270].toSorted((a, b) => standing(words, b) - standing(words, a));
  const rightToLeft = words.filter(({ text }) => RIGHT_TO_LEFT.test(text)).length;
  return (
    standing(words, side ?? 0) >= words.length * (1 - MOST_ASKEW) &&
    rightToLeft <= words.length * MOST_RIGHT_TO_LEFT
  );
}

function standing(words: PageLayer['words'], side: number): number {
  return words.filter(({ angle }) => Math.abs(((angle - side + 540) % 360) - 180) <= 5).length;
}
