/** A syllable a digit, of letters that OCR does not take for one another. */
const SYLLABLES = ['ba', 'ke', 'di', 'fo', 'gu', 'ha', 'le', 'mi', 'nu', 'ta'];

/**
 * A word that stands for one page number: page 17 is `markerbababakemi`. Always five syllables, so
 * that no page's word is part of another's.
 * @param page from 1 to 99,999
 */
export function pageMarker(page: number, word = 'marker'): string {
  const digits = String(page).padStart(5, '0').split('');
  return word + digits.map((digit) => SYLLABLES[Number(digit)]).join('');
}
