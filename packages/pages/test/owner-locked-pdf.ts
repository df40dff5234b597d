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
  const owner = Buffer.concat([Buffer.from('secret'), PADDING]).subarray(0, 32);
  const ownerEntry = rc4(md5(owner).subarray(0, 5), PADDING);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(PERMISSIONS);
  const id = Buffer.from(ID, 'hex');
  const key = md5(Buffer.concat([PADDING, ownerEntry, permissions, id])).subarray(0, 5);
  const userEntry = rc4(key, PADDING);
  // Each stream has a key of its own, of the file's and the object's number: 4, generation 0.
  const streamKey = md5(Buffer.concat([key, Buffer.from([4, 0, 0, 0, 0])])).subarray(0, 10);
  const stream = rc4(streamKey, Buffer.from('0 0 595 842 re f'));
  return craftPdf(
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
      { dictionary: '', stream: stream.toString('latin1') },
      `<</Filter/Standard/V 1/R 2/P ${PERMISSIONS}/O <${ownerEntry.toString('hex')}>` +
        `/U <${userEntry.toString('hex')}>>>`,
    ],
    `/Encrypt 5 0 R/ID[<${ID}><${ID}>]`,
  );
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
