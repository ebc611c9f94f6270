const SLICE_UNITS = 64 * 1024;

/** A text in slices of at most 64 Ki UTF-16 units, none of which ends within a character. */
export function* textSlices(text: string, units = SLICE_UNITS): Generator<string> {
  for (let start = 0; start < text.length;) {
    const full = Math.min(text.length, start + units);
    const last = text.charCodeAt(full - 1);
    const end = full < text.length && full - start > 1 && last >= 0xd800 && last <= 0xdbff ? full - 1 : full;
    yield text.slice(start, end);
    start = end;
  }
}
