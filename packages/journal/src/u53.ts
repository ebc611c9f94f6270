/** Unsigned integers up to 2^53 - 1 as eight little-endian bytes, without BigInt's allocations. */
export function putU53(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / 4294967296), true);
}

/** The integer at `offset`; may exceed 2^53 - 1 (and then be inexact) where the bytes are damaged. */
export function getU53(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 4294967296;
}
