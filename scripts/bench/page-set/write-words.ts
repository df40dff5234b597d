const WORDS =
  `harbour timber ferry morning council north bridge account winter signal garden village
machine paper window engine letter island market captain record garage copper lantern valley station
stone bottle river yellow orchard carpet museum factory bicycle weather painter theatre kitchen school
number picture forest mountain railway village teacher journey summer shoulder blanket compass mirror
anchor barrel candle delivery evidence fortune gravel history invoice justice kettle library measure
notice opinion payment quarter repair schedule ticket uniform volume warning average balance`.split(
    /\s+/,
  );
const SMALL = ['the', 'of', 'and', 'a', 'in', 'to', 'with', 'for', 'by', 'from', 'under', 'near'];

/** A sentence of invented but ordinary words, so that a reader has to read and cannot guess. */
export function writeSentence(random: () => number): string {
  const length = 7 + Math.floor(random() * 9);
  const words: string[] = [];
  for (let at = 0; at < length; at += 1) {
    const from = at % 2 === 1 && random() < 0.7 ? SMALL : WORDS;
    words.push(from[Math.floor(random() * from.length)] ?? 'page');
  }
  if (random() < 0.3) words.push(String(Math.floor(random() * 9000) + 100));
  const sentence = words.join(' ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** Running text of so many sentences. */
export function writeParagraph(random: () => number, sentences: number): string {
  return Array.from({ length: sentences }, () => writeSentence(random)).join(' ');
}

/** One word with a capital. */
export function writeName(random: () => number): string {
  const word = WORDS[Math.floor(random() * WORDS.length)] ?? 'page';
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
