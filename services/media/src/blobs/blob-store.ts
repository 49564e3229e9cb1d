/** Names one stored file: its content within one access class (`public`, `private-ULID`, `room-ULID`). */
export interface BlobKey {
  accessClass: string
  sha256: string
}

/** A stored file that is being read. It stays readable to its end even when it is removed meanwhile. */
export interface OpenBlob extends AsyncDisposable {
  /** Bytes. */
  readonly size: number
  /** Fills `into` from `position`; answers how many bytes it got, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>
}

/** A blob as a file on this machine, for programs that read files. Let go of it when done. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string
}

/** Where files lie. Content never changes under a key, so every call may be repeated. */
export interface BlobStore {
  /**
   * Takes over a finished local file. When it settles the blob is on disk for good and `file` is gone.
   *
   * @throws {Problem} STORAGE_FULL; nothing is half written then, and `file` may still be there.
   */
  adopt(key: BlobKey, file: string): Promise<void>
  /** Opens a blob, or answers `undefined` where there is none. */
  open(key: BlobKey): Promise<OpenBlob | undefined>
  /** A blob as a local file, or `undefined` where there is none. */
  localFile(key: BlobKey): Promise<LocalFile | undefined>
  /** Removes a blob; one that is not there is no failure. */
  remove(key: BlobKey): Promise<void>
  /** Every blob, in no promised order. */
  list(): AsyncIterable<BlobKey>
}
