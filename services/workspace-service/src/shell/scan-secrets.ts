import { printable } from '../core/names.ts';
import { addedTexts, maskRanges, placeOf } from '../core/secret-report.ts';
import type { SecretScanner } from '../ports.ts';

/** Added text that is looked at in one scan, in bytes; more than that is not called clean. */
export const scanBytesMax = 8 * 1024 * 1024;

const PLACES_MAX = 20;

/** Rule and place of every credential among the lines that a diff adds; never the value. */
export async function scanDiff(scanner: SecretScanner, diff: string): Promise<string[]> {
  const places: string[] = [];
  for (const added of addedTexts(diff)) {
    for (const { rule, start } of await scanner.scan(added.text)) {
      places.push(`${rule} at ${printable(placeOf(added, start))} (offset ${start})`);
      if (places.length >= PLACES_MAX) return places;
    }
  }
  return places;
}

/** A text with its credentials covered, and how many there were. */
export async function maskSecrets(scanner: SecretScanner, text: string): Promise<{ text: string; count: number }> {
  const findings = await scanner.scan(text);
  return findings.length === 0 ? { text, count: 0 } : { text: maskRanges(text, findings), count: findings.length };
}
