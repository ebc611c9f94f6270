/** One flush: the batches of a group, all or nothing. How it looks on the disk depends on the segment's format version. */
export interface FrameHeader {
  readonly bodyBytes: number;
  readonly recordCount: number;
  readonly firstPosition: number;
  /** Epoch of the writer. */
  readonly epoch: number;
  /** SHA-256 of the whole frame before this one; undefined in version 1, which had no chain. */
  readonly previousHash: Uint8Array | undefined;
}

/** Reading of one format version. `seed` comes from the journal's storage id, so that frames of other journals fail. */
export interface FrameFormat {
  readonly version: number;
  readonly headerBytes: number;
  /** First bytes of every frame. */
  readonly magic: Uint8Array;
  /** Whether `parseHeader` checks the header by itself; otherwise only a whole frame tells. */
  readonly headerIsChecked: boolean;
  /** The header at `offset`, or undefined where there is none. The caller has `headerBytes` there. */
  parseHeader(bytes: Uint8Array, offset: number, seed: number): FrameHeader | undefined;
  /** Whether the checksum of a complete frame holds, given that `parseHeader` accepted its header. */
  isWhole(frame: Uint8Array, seed: number): boolean;
}
