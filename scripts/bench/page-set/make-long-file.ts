import { writeFile } from 'node:fs/promises';
import { newBooklet } from '../../samples/new-booklet.ts';
import { seededRandom } from '../../samples/seeded-random.ts';
import { writeParagraph } from './write-words.ts';

/** Writes a book of so many pages, all of the same weight: what differs is only where they are. */
export async function makeLongFile(path: string, pages: number): Promise<void> {
  const random = seededRandom(1_000);
  const booklet = await newBooklet('A long book');
  for (let number = 1; number <= pages; number += 1) {
    const sheet = booklet.sheet();
    sheet.text(`Page ${number}`, 60, 60, { face: 'bold', sizePt: 14 });
    const text = writeParagraph(random, 26);
    sheet.paragraph(text, 60, 100, sheet.width - 120, { sizePt: 11 });
  }
  await writeFile(path, await booklet.bytes());
}
