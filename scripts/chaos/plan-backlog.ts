import { seededRandom } from '../samples/seeded-random.ts';

/** A document to be sent. */
export interface PlannedDocument {
  /** Its own name, and its Idempotency-Key. */
  readonly name: string;
  /** What its pages say beside their number: the same word and length are the same file. */
  readonly word: string;
  readonly pages: number;
  /** One question about all of its pages together, in one request or by merging what each says. */
  readonly isWhole: boolean;
  /** Its calls go with batches. */
  readonly isBatched: boolean;
}

/** Of ten documents, about one is a file that was sent before. */
const REPEATED = 0.1;
/** Of ten documents, about two are asked about as a whole. */
const WHOLE = 0.2;
const BATCHED = 0.2;
/** How long documents are: many short, some of hundreds of pages, so that the fan-in is long too. */
const LENGTHS = [1, 3, 8, 20, 45, 90, 150, 320] as const;
/** In one request up to 27 pages, and above that by merging what each page says. */
const WHOLE_LENGTHS = [3, 8, 20, 45] as const;

/** Documents of so many pages together, the same for the same seed. */
export function planBacklog(seed: number, pages: number): PlannedDocument[] {
  const random = seededRandom(seed ^ 0x5eed);
  const documents: PlannedDocument[] = [];
  for (let left = pages; left > 0;) {
    const name = `d${documents.length + 1}`;
    const earlier = documents[Math.floor(random() * documents.length)];
    const isWhole = random() < WHOLE;
    const lengths = isWhole ? WHOLE_LENGTHS : LENGTHS;
    const length = lengths[Math.floor(random() * lengths.length)] ?? 1;
    const isBatched = random() < BATCHED;
    const isRepeated = random() < REPEATED && earlier !== undefined && earlier.pages <= left;
    const document = isRepeated
      ? { ...earlier, name }
      : { name, word: `seed${seed}${name}`, pages: Math.min(length, left), isWhole, isBatched };
    documents.push(document);
    left -= document.pages;
  }
  return documents;
}
