export interface StoredBlob {
  readonly sha256: string;
  readonly bytes: number;
  /** The first bytes, enough to tell the file's type. */
  readonly head: Buffer;
}

/** Source files by the SHA-256 of their bytes. */
export interface Blobs {
  /**
   * Stores a stream while it is counted and hashed; its memory does not grow with the file.
   * @throws Failure `upload_too_large` as soon as `maxBytes` is passed, `blobs_unavailable` when
   * the store cannot be written, or whatever `check` throws. Nothing is left behind then.
   * @param check looks at what was received before it is kept
   */
  put(
    stream: AsyncIterable<Uint8Array>,
    maxBytes: number,
    check?: (received: StoredBlob) => void,
  ): Promise<StoredBlob>;
  /**
   * A local file with the blob's bytes.
   * @throws Failure `source_missing`
   */
  localPath(sha256: string): Promise<string>;
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
