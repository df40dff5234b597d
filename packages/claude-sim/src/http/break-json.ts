import type { Frame } from './frame.ts';

/** The same frames with the JSON of the middle one broken: a space for its last brace. */
export function breakJson(frames: readonly Frame[]): Frame[] {
  const middle = Math.floor(frames.length / 2);
  return frames.map((frame, index) =>
    index === middle ? { ...frame, text: frame.text.replace(/\}(\s*)$/, ' $1') } : frame,
  );
}
