/** One flush: the batches of a group, all or nothing. How it looks on the disk depends on the segment's format version. */
export interface FrameHeader {
  readonly bodyBytes: number;
  readonly recordCount: number;
  readonly firstPosition: number;
  /** Epoch of the writer. */
  readonly epoch: number;
}

/** Reading of one format version. `seed` comes from the journal's storage id, so that frames of other journals fail. */
export interface FrameFormat {
  readonly version: number;
  readonly headerBytes: number;
  /** The header at `offset`, or undefined where there is none. The caller has `headerBytes` there. */
  parseHeader(bytes: Uint8Array, offset: number, seed: number): FrameHeader | undefined;
  /** Whether the checksum of a complete frame holds. */
  isWhole(frame: Uint8Array, seed: number): boolean;
}
