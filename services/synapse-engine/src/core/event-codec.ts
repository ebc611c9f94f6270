/** An event as bytes: a line of JSON with its version, then the N-Quads as they are, so that replay need not parse them. */
import type { GraphEvent } from './events.ts';

const VERSION = 1;
const LINE_BREAK = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

function encode(event: GraphEvent): Uint8Array {
  const body = 'body' in event ? event.body : undefined;
  const head = encoder.encode(`${JSON.stringify({ v: VERSION, e: body ? { ...event, body: undefined } : event })}\n`);
  if (!body) return head;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

function decode(bytes: Uint8Array): GraphEvent {
  const end = bytes.indexOf(LINE_BREAK);
  const { v, e } = JSON.parse(decoder.decode(bytes.subarray(0, Math.max(end, 0)))) as { v: number; e: GraphEvent };
  if (v !== VERSION) {
    throw new Error(`a record of version ${v} can't be read (this Panal knows ${VERSION}): upgrade Panal, or restore a backup`);
  }
  return 'runs' in e || 'heldRuns' in e ? { ...e, body: bytes.subarray(end + 1) } : e;
}

/** Reads back exactly what was written; the body is a view of the bytes given. */
export const graphEventCodec = { encode, decode };
