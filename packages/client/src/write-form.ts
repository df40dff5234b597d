import { randomUUID } from 'node:crypto';

/** A multipart body, to be sent once or several times. */
export interface Form {
  readonly contentType: string;
  readonly bytes: number;
  /** A fresh reading of it. */
  read(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export interface FilePart {
  readonly filename: string;
  readonly blob: Blob;
}

/** What is held of a file at a time. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes `options` and `file` parts. fetch can do so from a FormData, but then reads ahead of a line
 * that is slow: of 1.5 GB it held 730 MB, and all of it where redirects are handled.
 */
export function writeForm(options: string, files: readonly FilePart[]): Form {
  const boundary = `quire-${randomUUID()}`;
  // Options first: a server need not store 500 MB to learn that they are wrong.
  const parts: readonly (Blob | string)[] = [
    `--${boundary}\r\ncontent-disposition: form-data; name="options"\r\n\r\n${options}\r\n`,
    ...files.flatMap(({ filename, blob }) => [
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${escaped(filename)}"\r\n` +
        'content-type: application/octet-stream\r\n\r\n',
      blob,
      '\r\n',
    ]),
    `--${boundary}--\r\n`,
  ];
  const blobs = parts.map((part) => (typeof part === 'string' ? new Blob([part]) : part));
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: blobs.reduce((sum, { size }) => sum + size, 0),
    async *read() {
      for (const blob of blobs) {
        for (let at = 0; at < blob.size; at += CHUNK_BYTES) {
          yield new Uint8Array(await blob.slice(at, at + CHUNK_BYTES).arrayBuffer());
        }
      }
    },
  };
}

/** As browsers do it: these three would end the name, or the header. */
function escaped(filename: string): string {
  return filename.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
