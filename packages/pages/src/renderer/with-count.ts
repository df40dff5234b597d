import type { BlockFile } from './block-file.ts';

/** A number of the file that is read as another. */
export interface OtherCount {
  /** Of its first byte, and of the one behind its last. */
  readonly at: readonly [from: number, to: number];
  readonly count: number;
}

/** A file as it is, but for one count: nought where the true one has more digits, for which PDFium counts. */
export function withCount(file: BlockFile, { at: [from, to], count }: OtherCount): BlockFile {
  const digits = String(count);
  const number = Buffer.from((digits.length > to - from ? '0' : digits).padEnd(to - from));
  return {
    byteLength: file.byteLength,
    read(position, into) {
      if (!file.read(position, into)) return false;
      const first = Math.max(from, position);
      const last = Math.min(to, position + into.length);
      if (first < last) into.set(number.subarray(first - from, last - from), first - position);
      return true;
    },
    isGone: () => file.isGone(),
    forget: () => file.forget(),
    close: () => file.close(),
  };
}
