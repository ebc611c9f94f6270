import { type CompactRange, isCompactRange } from './compact-range.ts';

/** A signed checkpoint as a log's owner keeps it: one line of a file. */
export interface StoredCheckpoint {
  /** The signed note. */
  readonly note: string;
  /** The tree at that size, so that a verification can begin here. Not signed itself: its root must be that of the note. */
  readonly range: CompactRange;
  readonly atMs: number;
}

/** Writes a stored checkpoint as one line of JSON, without its end. */
export function formatCheckpointLine({ note, range, atMs }: StoredCheckpoint): string {
  const hashes = range.hashes.map((hash) => Buffer.from(hash).toString('base64'));
  return JSON.stringify({ note, range: { size: range.size, hashes }, atMs });
}

/** Reads such a line; undefined where it is none. */
export function parseCheckpointLine(line: string): StoredCheckpoint | undefined {
  try {
    const { note, range, atMs } = JSON.parse(line) as {
      note?: unknown;
      range?: { size?: unknown; hashes?: unknown };
      atMs?: unknown;
    };
    if (typeof note !== 'string' || typeof range?.size !== 'number' || !Array.isArray(range.hashes) || typeof atMs !== 'number') {
      return undefined;
    }
    const parsed = { size: range.size, hashes: range.hashes.map((hash) => Buffer.from(String(hash), 'base64')) };
    return isCompactRange(parsed) ? { note, range: parsed, atMs } : undefined;
  } catch {
    return undefined;
  }
}

/** Checkpoints of a file, in order; `torn` when an unfinished last line was left out of them. */
export type CheckpointFile =
  | { readonly ok: true; readonly checkpoints: readonly StoredCheckpoint[]; readonly torn: boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads the text of a checkpoint file. What follows the last line end is an append that a crash cut short, and does not
 * count; any complete line that is no checkpoint makes the file one that is not to be trusted.
 */
export function parseCheckpointFile(text: string): CheckpointFile {
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const checkpoints: StoredCheckpoint[] = [];
  for (const [index, line] of lines.entries()) {
    const stored = parseCheckpointLine(line);
    if (!stored) return { ok: false, problem: `line ${index + 1} of the checkpoint file is no checkpoint` };
    checkpoints.push(stored);
  }
  return { ok: true, checkpoints, torn };
}
