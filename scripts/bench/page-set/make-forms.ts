import { newBooklet } from '../../samples/new-booklet.ts';
import type { MadeDocument } from './bench-page.ts';
import { writeName } from './write-words.ts';

const PAGES = 4;
const FIELDS = 14;

/** Forms whose fields are filled in: what they say is in the fields, not on the page. */
export async function makeForms(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Forms');
  const form = booklet.pdf.getForm();
  const texts: string[] = [];
  for (let number = 0; number < PAGES; number += 1) {
    const sheet = booklet.sheet();
    const page = booklet.pdf.getPage(number);
    const title = `${writeName(random)} and ${writeName(random)}`;
    sheet.text(title, 60, 60, { face: 'bold', sizePt: 13 });
    const lines = [title];
    for (let row = 0; row < FIELDS; row += 1) {
      const top = 90 + row * 50;
      const label = `${writeName(random)} ${writeName(random).toLowerCase()}`;
      const value = `${writeName(random)} ${writeName(random)} ${Math.floor(random() * 900) + 100}`;
      sheet.text(label, 60, top + 18, { sizePt: 10 });
      const field = form.createTextField(`page${number}.row${row}`);
      field.setText(value);
      const place = { x: 220, y: sheet.height - top - 26, width: 300, height: 26 };
      field.addToPage(page, { ...place, borderWidth: 0.7 });
      field.setFontSize(11);
      lines.push(`${label} ${value}`);
    }
    texts.push(lines.join('\n'));
  }
  return { name: 'forms', kind: 'form', bytes: await booklet.bytes(), texts };
}
