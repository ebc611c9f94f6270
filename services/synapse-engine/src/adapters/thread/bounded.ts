import { GraphRefused } from './refused.ts';

/** The text, or a refusal where it is larger than one answer may be. */
export function bounded(text: string, bytesMax: number): string {
  // A UTF-16 unit is at most three bytes, so most answers need no count.
  if (text.length * 3 > bytesMax && Buffer.byteLength(text) > bytesMax) {
    throw new GraphRefused('too-large', `The answer is larger than ${bytesMax} bytes. Add LIMIT, or ask for less.`);
  }
  return text;
}
