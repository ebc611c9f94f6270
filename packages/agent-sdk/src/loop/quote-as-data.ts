/**
 * Puts text that people, models or tools wrote into a fenced block that the text itself can't close: the fence is longer than
 * any run of backticks inside. Text over `charsMax` keeps its head and its tail.
 */
export function quoteAsData(text: string, charsMax = 16_000): string {
  const clipped = clipMiddle(text, charsMax);
  const longest = Math.max(2, ...[...clipped.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${clipped}\n${fence}`;
}

/** Keeps the head and the tail of a long text and says how much was left out between them. */
export function clipMiddle(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const half = Math.floor(charsMax / 2);
  const left = text.length - 2 * half;
  return `${text.slice(0, half)}\n[… ${left} characters left out …]\n${text.slice(-half)}`;
}
