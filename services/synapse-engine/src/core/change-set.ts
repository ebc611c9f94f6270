import { type Result, ok, refuse } from '@panal/kernel/pure';
import { limits } from './limits.ts';
import { parseQuad } from './nquads.ts';

/**
 * Checked changes in order, as they are journalled: canonical N-Quads, and for each stretch of it the number of bytes, negative
 * where the quads are to be removed.
 */
export interface ChangeSet {
  readonly runs: readonly number[];
  readonly body: Uint8Array;
  readonly count: number;
}

export interface CheckedChange {
  readonly remove: boolean;
  /** Canonical, with its line break. */
  readonly line: string;
}

const encoder = new TextEncoder();

/** Joins checked changes; refuses a batch that is too large for one journal record. */
export function changeSetOf(changes: readonly CheckedChange[]): Result<ChangeSet, string> {
  const chunks: Uint8Array[] = [];
  const runs: number[] = [];
  let size = 0;
  for (let start = 0; start < changes.length;) {
    const remove = changes[start]?.remove ?? false;
    let end = start + 1;
    while (end < changes.length && changes[end]?.remove === remove) end += 1;
    let text = '';
    for (let index = start; index < end; index += 1) text += changes[index]?.line ?? '';
    const chunk = encoder.encode(text);
    size += chunk.length;
    if (size > limits.batchBytesMax)
      return refuse(`the batch is larger than ${limits.batchBytesMax} bytes of N-Quads; send smaller ones`);
    chunks.push(chunk);
    runs.push(remove ? -chunk.length : chunk.length);
    start = end;
  }
  return ok({ runs, body: joined(chunks, size), count: changes.length });
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/** Checks the changes of a feed; the refusal names the change and the column. `scope` keeps its blank nodes apart. */
export function parseChanges(
  changes: readonly { readonly remove: boolean; readonly quad: string }[],
  scope: string,
): Result<ChangeSet, string> {
  if (changes.length > limits.changesMax)
    return refuse(`${changes.length} changes are more than a batch may hold (${limits.changesMax})`);
  const checked: CheckedChange[] = [];
  for (const [index, change] of changes.entries()) {
    const line = parseQuad(change.quad, scope);
    if (!line.ok) return refuse(`changes[${index}], column ${line.refusal.column}: ${line.refusal.problem}`);
    checked.push({ remove: change.remove, line: line.value });
  }
  return changeSetOf(checked);
}

/** Canonical lines (each with its line break) as a set: those to remove, then those to add. */
export function changeSetOfLines({
  removed,
  added,
}: {
  readonly removed: string;
  readonly added: string;
}): Result<ChangeSet, string> {
  const chunks = [encoder.encode(removed), encoder.encode(added)].filter((chunk) => chunk.length > 0);
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (size > limits.batchBytesMax)
    return refuse(`it changes more than ${limits.batchBytesMax} bytes of N-Quads, the bound of one write; do it in parts`);
  const runs = chunks.map((chunk, index) => (index === 0 && removed !== '' ? -chunk.length : chunk.length));
  const count = (removed + added).split('\n').length - 1;
  return ok({ runs, body: joined(chunks, size), count });
}

const decoder = new TextDecoder();

/** The changes of a set again, each quad without its line break. */
export function changesOf(set: {
  readonly runs: readonly number[];
  readonly body: Uint8Array;
}): { remove: boolean; quad: string }[] {
  const changes: { remove: boolean; quad: string }[] = [];
  let offset = 0;
  for (const run of set.runs) {
    const length = Math.abs(run);
    const text = decoder.decode(set.body.subarray(offset, offset + length));
    for (const quad of text.split('\n')) if (quad !== '') changes.push({ remove: run < 0, quad });
    offset += length;
  }
  return changes;
}
