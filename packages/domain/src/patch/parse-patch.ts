import { type LineKind, lineKinds, type Patch, type PatchBlock, type PatchFault } from './patch.ts';

const KIND_WITH_LINES = /^([a-z]\d?)((?:\s+\+?\d+[\d,-]*)+)$/;
const CORRECTED = /^(\d+):\s?(.*)$/;
const EDITED = /^(\d+)\s*~\s?(.+?)\s=>\s?(.*)$/;
const REPLACED = /^(\d+)(?:-(\d+))?\s*=\s?(.*)$/;
const ADDED = /^=\s?(.+)$/;

interface Draft {
  readonly blocks: PatchBlock[];
  readonly corrected: Map<number, string>;
  readonly edits: { line: number; from: string; to: string }[];
  readonly continuing: Set<number>;
}

/**
 * Reads an answer of patch mode (its grammar: `patch-words.ts`). Every line has to be in it exactly
 * once, so that what is forgotten, told twice or miscounted is seen before a judge looks.
 * @param lines how many lines the page has
 */
export function parsePatch(answer: string, lines: number): Patch | PatchFault {
  const patch: Draft = { blocks: [], corrected: new Map(), edits: [], continuing: new Set() };
  for (const said of answer.split('\n')) {
    const line = said.trim();
    if (line === '' || line.startsWith('```')) continue;
    if (!readLine(line, patch)) return { fault: 'a line of the answer has none of the forms' };
  }
  const fault = coverageFault(patch, lines);
  return fault === null ? patch : { fault };
}

/** @returns false for what has none of the forms */
function readLine(line: string, patch: Draft): boolean {
  const structure = KIND_WITH_LINES.exec(line);
  if (structure !== null) return readStructure(structure[1] ?? '', structure[2] ?? '', patch);
  const added = ADDED.exec(line);
  if (added !== null) {
    patch.blocks.push({ kind: 'words', text: unfolded(added[1] ?? '') });
    return true;
  }
  const edited = EDITED.exec(line);
  if (edited !== null) {
    patch.edits.push({ line: Number(edited[1]), from: edited[2] ?? '', to: edited[3] ?? '' });
    return true;
  }
  const corrected = CORRECTED.exec(line);
  if (corrected !== null) {
    const number = Number(corrected[1]);
    if (patch.corrected.has(number)) return false;
    patch.corrected.set(number, corrected[2] ?? '');
    return true;
  }
  const replaced = REPLACED.exec(line);
  if (replaced === null) return false;
  const lines = numbersOf(`${replaced[1] ?? ''}-${replaced[2] ?? replaced[1] ?? ''}`);
  if (lines === null) return false;
  patch.blocks.push({ kind: 'x', lines });
  patch.blocks.push({ kind: 'words', text: unfolded(replaced[3] ?? '') });
  return true;
}

function readStructure(kind: string, ranges: string, patch: Draft): boolean {
  if (!isLineKind(kind)) return false;
  for (const range of ranges.trim().split(/\s+/)) {
    const continuing = range.startsWith('+');
    const lines = numbersOf(continuing ? range.slice(1) : range);
    if (lines === null) return false;
    if (continuing) for (const line of lines) patch.continuing.add(line);
    else patch.blocks.push({ kind, lines });
  }
  return true;
}

/** `2-5,9` as 2, 3, 4, 5, 9; null for what is none, or longer than any page. */
function numbersOf(ranges: string): number[] | null {
  const numbers: number[] = [];
  for (const range of ranges.split(',')) {
    const [, first = '', last = first] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(range) ?? [];
    if (first === '' || Number(first) > Number(last)) return null;
    for (let line = Number(first); line <= Number(last); line += 1) numbers.push(line);
  }
  return numbers;
}

function coverageFault(
  { blocks, corrected, edits, continuing }: Patch,
  lines: number,
): string | null {
  const seen = new Set<number>();
  for (const block of blocks) {
    if (block.kind === 'words') continue;
    for (const line of block.lines) {
      if (line < 1 || line > lines) return `there is no line ${line}`;
      if (seen.has(line)) return `line ${line} is told twice`;
      seen.add(line);
    }
  }
  if (seen.size < lines) return `${lines - seen.size} of ${lines} lines are missing`;
  const named = [...corrected.keys(), ...edits.map(({ line }) => line), ...continuing];
  const beyond = named.find((line) => line < 1 || line > lines);
  return beyond === undefined ? null : `there is no line ${beyond}`;
}

function isLineKind(kind: string): kind is LineKind {
  return lineKinds.some((known) => known === kind);
}

/** An answer has one line for each thing it says: line ends within are written `\n`. */
function unfolded(text: string): string {
  return text.replaceAll(String.raw`\n`, '\n');
}
