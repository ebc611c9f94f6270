import { type JsonValue, canonicalJson } from './canonical-json.ts';

/** A record of a journal as it is read back; `bytes` is JSON text in UTF-8. */
export interface LeafSource {
  /** From 1. */
  readonly position: number;
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Type of the event by which a journal remembers that a checkpoint was signed: `{type, size, root}`. */
export const checkpointSignedType = 'checkpoint-signed';

/** An entry of the log; `signedSize` where the record says that a checkpoint over so many entries was signed. */
export interface RecordLeaf {
  sequence: number;
  line: Uint8Array;
  signedSize?: number;
}

function signedSizeOf(record: JsonValue): { signedSize?: number } {
  const { type, size } = (record as { e?: { type?: unknown; size?: unknown } | null } | null)?.e ?? {};
  return type === checkpointSignedType && typeof size === 'number' ? { signedSize: size } : {};
}

/**
 * The audit log's entry for a journal record: canonical JSON of `{sequence, atMs, event}`, where `sequence` counts from 0 (it is
 * the position less one) and `event` is the record's own JSON, version included. Whoever has the journal can derive the log
 * again, so the two can't disagree. Throws on bytes that are no JSON.
 */
export function leafOfRecord(record: LeafSource): RecordLeaf {
  const sequence = record.position - 1;
  const event = JSON.parse(decoder.decode(record.bytes)) as JsonValue;
  const line = new TextEncoder().encode(canonicalJson({ sequence, atMs: record.atMs, event }));
  return { sequence, line, ...signedSizeOf(event) };
}
