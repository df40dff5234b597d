export interface StoredBlob {
  readonly sha256: string;
  readonly bytes: number;
  /** The first bytes, enough to tell the file's type. */
  readonly head: Buffer;
  /** What it is kept under, where that is not its hash. */
  readonly storedAs?: string;
}

/** Source files by name: the SHA-256 of their bytes, or one that begins with it. */
export interface Blobs {
  /**
   * Stores a stream while it is counted and hashed; its memory does not grow with the file.
   * @throws Failure `upload_too_large` as soon as `maxBytes` is passed, `blobs_unavailable` when
   * the store cannot be written, or whatever the two below throw. Nothing is left behind then.
   * @param check looks at what was received before it is kept
   * @param nameFor says under which name it is kept; its hash unless told
   */
  put(
    stream: AsyncIterable<Uint8Array>,
    maxBytes: number,
    check?: (received: StoredBlob) => void,
    nameFor?: (sha256: string) => Promise<string>,
  ): Promise<StoredBlob>;
  /**
   * A local file with the blob's bytes.
   * @throws Failure `source_missing`
   */
  localPath(name: string): Promise<string>;
  /**
   * Addresses of all that is kept whose address begins so: sources (see `blobNameAt`), pages in
   * quarantine, notes.
   * @throws Failure `blobs_unreachable`
   */
  list(beginning: string): AsyncIterable<string>;
  /**
   * Removes what is kept at an address, if anything is.
   * @returns false when nothing was, as far as the store tells
   * @throws Failure `blobs_unavailable`: it may be gone, or go later
   */
  remove(address: string): Promise<boolean>;
  /**
   * Removes the copies of sources on this machine that are not known any more, unless somebody asked for
   * them a moment ago. Nothing to do where the store itself is read.
   * @param areKnown says so for each of some names
   */
  forgetCopies(areKnown: (names: readonly string[]) => Promise<readonly boolean[]>): Promise<void>;
  /**
   * Keeps a page that ended one renderer after another, for somebody to look at. Again is harmless.
   * @returns its address in the store
   * @throws Failure `blobs_unavailable`
   */
  quarantine(name: string, bytes: Uint8Array): Promise<string>;
  /** What is kept under such an address; null when nothing is. */
  quarantined(address: string): Promise<Buffer | null>;
  /** A small text kept under a name of its own; null where there is none. */
  readNote(name: string): Promise<string | null>;
  /** Replaces it, whole or not at all. @throws Failure `blobs_unavailable` */
  writeNote(name: string, text: string): Promise<void>;
  /** Whether the store can be written now. */
  isWritable(): Promise<boolean>;
}
