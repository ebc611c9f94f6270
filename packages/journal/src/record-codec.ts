/**
 * Records inside a frame's body, one after the other: u32 length, f64 time (Unix ms), bytes.
 */
export const recordHeaderBytes = 12;

/** Bytes that records take in a body. */
export function encodedLength(records: readonly Uint8Array[]): number {
  let total = records.length * recordHeaderBytes;
  for (const record of records) total += record.length;
  return total;
}

export interface BodyRecord {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** Yields the records of a body whose checksum held; throws where lengths don't add up. */
export function* decodeRecords(body: Uint8Array): Generator<BodyRecord, void, undefined> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  while (at < body.length) {
    const start = at + recordHeaderBytes;
    const end = start + (start <= body.length ? view.getUint32(at, true) : 0);
    if (end > body.length || start > body.length) throw new RangeError(`record at byte ${at} of a frame runs past its end`);
    yield { atMs: view.getFloat64(at + 4, true), bytes: body.subarray(start, end) };
    at = end;
  }
}
