import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * Writes a PDF of scanned pages, each its own copy of one picture: as large as it is asked to be
 * without ever being in memory.
 * @param jpeg a picture of 850 × 1,100 pixels
 */
export function writeBigScan(path: string, jpeg: Buffer, pageCount: number): void {
  const file = openSync(path, 'w');
  const offsets: number[] = [];
  let at = 0;
  const write = (part: string | Buffer): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    at += writeSync(file, bytes);
  };
  const object = (...parts: (string | Buffer)[]): void => {
    offsets.push(at);
    write(`${offsets.length} 0 obj\n`);
    parts.forEach(write);
    write('\nendobj\n');
  };
  const kids = Array.from({ length: pageCount }, (_, index) => `${3 + index * 3} 0 R`).join(' ');
  write('%PDF-1.7\n');
  object('<</Type/Catalog/Pages 2 0 R>>');
  object(`<</Type/Pages/Kids[${kids}]/Count ${pageCount}/MediaBox[0 0 612 792]>>`);
  for (let index = 0; index < pageCount; index += 1) {
    const [contents, image] = [4 + index * 3, 5 + index * 3];
    object(
      `<</Type/Page/Parent 2 0 R/Contents ${contents} 0 R`,
      `/Resources<</XObject<</I ${image} 0 R>>>>>>`,
    );
    object('<</Length 29>>\nstream\nq 612 0 0 792 0 0 cm /I Do Q \nendstream');
    object(
      '<</Type/XObject/Subtype/Image/Width 850/Height 1100/ColorSpace/DeviceRGB',
      `/BitsPerComponent 8/Filter/DCTDecode/Length ${jpeg.length}>>\nstream\n`,
      jpeg,
      '\nendstream',
    );
  }
  const from = at;
  const size = offsets.length + 1;
  write(`xref\n0 ${size}\n0000000000 65535 f \n`);
  for (const offset of offsets) write(`${String(offset).padStart(10, '0')} 00000 n \n`);
  write(`trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${from}\n%%EOF\n`);
  closeSync(file);
}
