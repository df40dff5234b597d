import sharp from 'sharp';
import { newBooklet } from './new-booklet.ts';
import type { Sheet } from './new-sheet.ts';
import { rasterisePdf } from './rasterise-pdf.ts';
import type { Sample } from './sample.ts';

const INK = '#1f2630';
const GREY = '#5d6773';
const RED = '#b3261e';
const BLUE = '#2457c5';
const LEFT = 70;
const COLUMN = 285;

/** A form on a screen, filled in, with one field that the form does not accept. */
export async function makeForm(): Promise<Sample> {
  const booklet = await newBooklet('Registration');
  drawForm(booklet.sheet(720, 640));
  const [picture] = await rasterisePdf(await booklet.bytes(), 144);
  if (picture === undefined) throw new Error('the form was not drawn');
  const { width, height, channels, pixels } = picture;
  return {
    file: 'form.png',
    about: 'a screenshot of a form: filled fields, check boxes and one validation error',
    bytes: await sharp(pixels, { raw: { width, height, channels } }).png({ palette: true }).toBuffer(),
    pages: [{ page: 1, words: ['registration', 'montgomery', 'photography', 'newsletter', 'postcode'] }],
  };
}

function drawForm(sheet: Sheet): void {
  sheet.box({ x: 0, y: 0, width: 720, height: 640, fill: '#eef1f5' });
  sheet.box({ x: 0, y: 0, width: 720, height: 46, fill: '#22304a' });
  sheet.text('Riverside Community College', 40, 29, { face: 'bold', sizePt: 13, color: '#ffffff' });
  sheet.text('Help    Sign out', 680, 29, { sizePt: 11.5, color: '#ffffff', align: 'right' });
  sheet.box({ x: 40, y: 66, width: 640, height: 550, fill: '#ffffff', border: '#d5dbe3', radius: 8 });
  sheet.text('Course registration', LEFT, 108, { face: 'bold', sizePt: 20, color: INK });
  sheet.text('Fields marked * are required.', LEFT, 130, { color: GREY });
  field(sheet, { label: 'First name *', value: 'Josephine', x: LEFT, y: 158 });
  field(sheet, { label: 'Last name *', value: 'Montgomery', x: LEFT + COLUMN + 10, y: 158 });
  field(sheet, { label: 'Email address *', value: 'j.montgomery@mail.example', x: LEFT, y: 228 });
  const error = 'Enter a valid postcode, such as LS1 4AP';
  field(sheet, { label: 'Postcode *', value: 'LS1 4', x: LEFT + COLUMN + 10, y: 228, error });
  field(sheet, { label: 'Course', value: 'Photography for beginners', x: LEFT, y: 314, isMenu: true });
  field(sheet, { label: 'Starting on', value: '5 October 2026', x: LEFT + COLUMN + 10, y: 314 });
  sheet.text('How should we reach you?', LEFT, 404, { face: 'bold', color: INK });
  checkBox(sheet, LEFT, 418, 'Email', true);
  checkBox(sheet, LEFT + 120, 418, 'Telephone', false);
  checkBox(sheet, LEFT + 270, 418, 'Letter', false);
  checkBox(sheet, LEFT, 458, 'Send me the monthly newsletter', false);
  checkBox(sheet, LEFT, 488, 'I have read the conditions of enrolment *', true);
  sheet.box({ x: LEFT, y: 532, width: 130, height: 38, fill: BLUE, radius: 5 });
  sheet.text('Register', LEFT + 65, 556, { face: 'bold', sizePt: 12.5, color: '#ffffff', align: 'center' });
  sheet.text('Cancel', LEFT + 165, 556, { sizePt: 12.5, color: BLUE });
  sheet.text('1 problem to correct', LEFT + 2 * COLUMN + 5, 556, { sizePt: 12, color: RED, align: 'right' });
}

interface Field {
  readonly label: string;
  readonly value: string;
  readonly x: number;
  readonly y: number;
  readonly error?: string;
  readonly isMenu?: true;
}

function field(sheet: Sheet, { label, value, x, y, error, isMenu }: Field): void {
  const width = COLUMN - 5;
  const isWrong = error !== undefined;
  sheet.text(label, x, y, { face: 'bold', sizePt: 11.5, color: isWrong ? RED : INK });
  sheet.box({
    x,
    y: y + 8,
    width,
    height: 34,
    radius: 4,
    fill: isWrong ? '#fdf3f2' : '#ffffff',
    border: isWrong ? RED : '#9aa5b1',
    borderPt: isWrong ? 1.5 : 0.9,
  });
  sheet.text(value, x + 11, y + 30, { sizePt: 12.5, color: INK });
  if (isMenu) sheet.stroke('M 0 0 L 5 5 L 10 0', x + width - 22, y + 23, 1.5, GREY);
  if (isWrong) sheet.text(error, x, y + 57, { sizePt: 11, color: RED });
}

function checkBox(sheet: Sheet, x: number, y: number, label: string, isChecked: boolean): void {
  const look = isChecked ? { fill: BLUE, border: BLUE } : { fill: '#ffffff', border: '#7d8894' };
  sheet.box({ x, y, width: 15, height: 15, radius: 3, ...look });
  if (isChecked) sheet.stroke('M 3.5 8 L 6.5 11 L 12 4.5', x, y, 1.8, '#ffffff');
  sheet.text(label, x + 23, y + 12, { sizePt: 12, color: INK });
}
