import { seededRandom } from '../samples/seeded-random.ts';

/** A document to be sent. */
export interface PlannedDocument {
  /** Its own name, and its Idempotency-Key. */
  readonly name: string;
  /** What its pages say beside their number: the same word and length are the same file. */
  readonly word: string;
  readonly pages: number;
}

/** Of ten documents, about one is a file that was sent before. */
const REPEATED = 0.1;
/** How long documents are: many short, some of hundreds of pages, so that the fan-in is long too. */
const LENGTHS = [1, 3, 8, 20, 45, 90, 150, 320] as const;

/** Documents of so many pages together, the same for the same seed. */
export function planBacklog(seed: number, pages: number): PlannedDocument[] {
  const random = seededRandom(seed ^ 0x5eed);
  const documents: PlannedDocument[] = [];
  for (let left = pages; left > 0;) {
    const name = `d${documents.length + 1}`;
    const earlier = documents[Math.floor(random() * documents.length)];
    const length = LENGTHS[Math.floor(random() * LENGTHS.length)] ?? 1;
    const isRepeated = random() < REPEATED && earlier !== undefined && earlier.pages <= left;
    const document = isRepeated
      ? { ...earlier, name }
      : { name, word: `seed${seed}${name}`, pages: Math.min(length, left) };
    documents.push(document);
    left -= document.pages;
  }
  return documents;
}
