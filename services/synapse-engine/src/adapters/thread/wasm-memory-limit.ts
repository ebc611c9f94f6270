/** A WASM module with a limit to its memory: what asks for more traps instead of taking the machine's. Source: WebAssembly core, 5.5. */
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;
export const PAGE_BYTES = 64 * 1024;

function readU32(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  let shift = 0;
  for (let end = at; ; shift += 7) {
    const byte = bytes[end] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    end += 1;
    if ((byte & 0x80) === 0) return { value, end };
    if (shift > 28) throw new RangeError('the WASM module holds a number that is too long');
  }
}

function u32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** The same module, whose one memory (of 32-bit addresses) grows to `pagesMax` pages of 64 KiB at most. */
export function withMemoryLimit(module: Uint8Array, pagesMax: number): Uint8Array {
  for (let at = HEADER_BYTES; at < module.length;) {
    const size = readU32(module, at + 1);
    const end = size.end + size.value;
    if (module[at] === MEMORY_SECTION) {
      const count = readU32(module, size.end);
      const flags = readU32(module, count.end);
      const minimum = readU32(module, flags.end);
      if (count.value !== 1 || flags.value > HAS_MAXIMUM)
        throw new Error('the WASM module has other memories than one plain one');
      const body = [...u32(1), HAS_MAXIMUM, ...u32(minimum.value), ...u32(Math.max(pagesMax, minimum.value))];
      return Buffer.concat([
        module.subarray(0, at),
        Buffer.from([MEMORY_SECTION, ...u32(body.length), ...body]),
        module.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error('the WASM module has no memory of its own');
}
