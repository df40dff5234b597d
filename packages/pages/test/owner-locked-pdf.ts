import { createHash } from 'node:crypto';
import { craftPdf } from './craft-pdf.ts';

/** What passwords are filled up with (PDF 1.7, 7.6.3.3). */
const PADDING = Buffer.from(
  '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
  'hex',
);
const ID = '00112233445566778899aabbccddeeff';
/** No printing, no changing, no copying. */
const PERMISSIONS = -64;

/** A black page that opens for everybody, and whose owner's password only forbids (RC4, 40 bits). */
export function ownerLockedPdf(): Buffer {
  return lockedPage('0 0 595 842 re f');
}

/** A page with any content under such a lock. */
export function lockedPage(content: string): Buffer {
  const { dictionary, streamOf } = ownersLock();
  return craftPdf(
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
      { dictionary: '', stream: streamOf(4, content).toString('latin1') },
      dictionary,
    ],
    `/Encrypt 5 0 R/ID[<${ID}><${ID}>]`,
  );
}

/** Three pages under such a lock in a stream of objects, which says how many they are. */
export function lockedPackedPdf(count: number): Buffer {
  const { dictionary, streamOf } = ownersLock();
  const packed = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count ${count}/MediaBox[0 0 595 842]>>`,
    ...[3, 4, 5].map(() => '<</Type/Page/Parent 2 0 R>>'),
  ];
  let end = 0;
  const starts = packed.map((body) => (end += body.length + 1) - body.length - 1);
  const head = `${starts.map((start, index) => `${index + 1} ${start}`).join(' ')} `;
  const stream = streamOf(6, `${head}${packed.join(' ')} `);
  const objects = [
    `6 0 obj\n<</Type/ObjStm/N ${packed.length}/First ${head.length}/Length ${stream.length}>>stream\n` +
      `${stream.toString('latin1')}\nendstream\nendobj\n`,
    `7 0 obj\n${dictionary}\nendobj\n`,
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object) => {
    text += object;
    return text.length - object.length;
  });
  // Of each object its kind, where it stands or in which stream, and its place there (7.5.8.3).
  const places = [
    ...packed.map((_, index) => [2, 0, 6, index]),
    ...offsets.map((offset) => [1, offset >> 8, offset & 0xff, 0]),
    [1, text.length >> 8, text.length & 0xff, 0],
  ];
  const table = Buffer.from([0, 0, 0, 0, ...places.flat()]).toString('latin1');
  return Buffer.from(
    `${text}8 0 obj\n<</Type/XRef/W[1 2 1]/Size ${places.length + 1}/Root 1 0 R/Encrypt 7 0 R` +
      `/ID[<${ID}><${ID}>]/Length ${table.length}>>stream\n${table}\nendstream\nendobj\n` +
      `startxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

/** What opens for everybody: its dictionary, and streams as they stand in the file. */
function ownersLock(): {
  readonly dictionary: string;
  readonly streamOf: (object: number, text: string) => Buffer;
} {
  const owner = Buffer.concat([Buffer.from('secret'), PADDING]).subarray(0, 32);
  const ownerEntry = rc4(md5(owner).subarray(0, 5), PADDING);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(PERMISSIONS);
  const id = Buffer.from(ID, 'hex');
  const key = md5(Buffer.concat([PADDING, ownerEntry, permissions, id])).subarray(0, 5);
  const userEntry = rc4(key, PADDING);
  return {
    dictionary:
      `<</Filter/Standard/V 1/R 2/P ${PERMISSIONS}/O <${ownerEntry.toString('hex')}>` +
      `/U <${userEntry.toString('hex')}>>>`,
    streamOf(object, text) {
      // Each stream has a key of its own, of the file's and the object's number, generation 0.
      const own = md5(Buffer.concat([key, Buffer.from([object, 0, 0, 0, 0])])).subarray(0, 10);
      return rc4(own, Buffer.from(text));
    },
  };
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

/** Node's OpenSSL does not know this cipher any more. */
function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (one: number, other: number): void => {
    [state[one], state[other]] = [state[other] ?? 0, state[one] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) % 256;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    Uint8Array.from(bytes, (byte) => {
      i = (i + 1) % 256;
      j = (j + (state[i] ?? 0)) % 256;
      swap(i, j);
      return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) % 256] ?? 0);
    }),
  );
}
