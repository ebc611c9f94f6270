import { hashBytes } from './merkle-hash.ts';
import type { Hash } from './merkle-hash.ts';

/** A log's state: its origin (a name such as `panal.example/audit`), its number of leaves and its root. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Hash;
}

/** The bytes that a checkpoint's signature covers: `origin\nsize\nbase64 root\n` (C2SP tlog-checkpoint). Throws a TypeError for an origin that is no key name. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new TypeError('a checkpoint origin must be non-empty, without spaces, "+" or control characters');
  if (!Number.isSafeInteger(size) || size < 0) throw new TypeError(`a checkpoint size must be a whole number, not ${size}`);
  if (root.length !== hashBytes) throw new TypeError(`a checkpoint root must have ${hashBytes} bytes, not ${root.length}`);
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** The checkpoint that a text states, or undefined where the text is not exactly what `formatCheckpoint` writes (extension lines are refused: we write none). */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n');
  const [origin, sizeText, rootText, end] = lines;
  if (lines.length !== 4 || end !== '' || !origin || !sizeText || !rootText || !isKeyName(origin)) return undefined;
  const size = Number(sizeText);
  const root = Buffer.from(rootText, 'base64');
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== hashBytes) return undefined;
  const checkpoint = { origin, size, root };
  return formatCheckpoint(checkpoint) === text ? checkpoint : undefined;
}

/** Whether a name can stand in a signed note: non-empty, well-formed, without Unicode spaces, "+" or control characters (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.isWellFormed() && !/[\s+\p{Cc}]/u.test(name);
}
