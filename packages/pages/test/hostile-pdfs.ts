import { deflateSync } from 'node:zlib';
import { craftPdf } from './craft-pdf.ts';

const CATALOGUE = '<</Type/Catalog/Pages 2 0 R>>';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>';

/** A page whose content is a gigabyte when it is unpacked, and two kilobytes before: packed twice. */
export function flateBombPdf(): Buffer {
  const once = deflateSync(Buffer.alloc(1024 ** 3, ' '), { level: 9 });
  const twice = deflateSync(once, { level: 9 });
  return craftPdf([
    CATALOGUE,
    PAGES,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
    { dictionary: '/Filter[/FlateDecode/FlateDecode]', stream: twice.toString('latin1') },
  ]);
}

/** A page of a size that no paper has. @param points of each side */
export function boxPdf(points: number): Buffer {
  return craftPdf([
    CATALOGUE,
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 ${points} ${points}]>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
    { dictionary: '', stream: `0 0 ${points} ${points} re f` },
  ]);
}

export function lyingCountPdf(): Buffer {
  return craftPdf([
    CATALOGUE,
    '<</Type/Pages/Kids[3 0 R]/Count 2000000000/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R>>',
  ]);
}

export function pageLoopPdf(): Buffer {
  return craftPdf([
    CATALOGUE,
    '<</Type/Pages/Kids[3 0 R]/Count 5>>',
    '<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 5>>',
  ]);
}

/** An image that says it has ten thousand million pixels, and brings a hundred bytes of them. */
export function hugeImagePdf(): Buffer {
  return craftPdf([
    CATALOGUE,
    PAGES,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    { dictionary: '', stream: 'q 595 0 0 842 0 0 cm /I Do Q' },
    {
      dictionary:
        '/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8' +
        '/ColorSpace/DeviceRGB/Filter/FlateDecode',
      stream: deflateSync(Buffer.alloc(100)).toString('latin1'),
    },
  ]);
}
