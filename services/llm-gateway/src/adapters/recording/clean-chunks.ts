import { isObject } from '../../ports.ts';
import type { RecordedExchange } from './exchange-digest.ts';

type Chunks = RecordedExchange['chunks'];
type Clean = (text: string) => string;

/**
 * Takes secrets out of what reads brought, also where one lies in two reads, or in pieces of text of several events. The reads stay
 * apart where each could be cleaned by itself; else they become one, at the time of the last.
 */
export function cleanChunks(chunks: Chunks, clean: Clean): Chunks {
  const last = chunks.at(-1);
  if (!last) return chunks;
  const whole = Buffer.concat(chunks.map(([, text, encoding]) => Buffer.from(text, encoding ?? 'utf8'))).toString('utf8');
  const cleaned = clean(cleanPieces(whole, clean));
  if (cleaned === whole) return chunks;
  const apart = chunks.map(([ms, text, encoding]) => [ms, encoding ? text : clean(text)] as const);
  const isApart = chunks.every(([, , encoding]) => !encoding) && apart.map(([, text]) => text).join('') === cleaned;
  return isApart ? apart : [[last[0], cleaned]];
}

/** A piece of text in an event, and how to put another one in its place. */
interface Piece {
  readonly text: string;
  readonly put: (text: string) => void;
}

/** Events whose pieces together hold a secret: the first piece gets all that is left of the text, the others none. */
function cleanPieces(stream: string, clean: Clean): string {
  const texts = new Map<string, Piece[]>();
  const changed = new Set<number>();
  const lines = stream.split('\n');
  const values = lines.map((line) => (line.startsWith('data:') ? parsed(line.slice('data:'.length)) : undefined));
  for (const [at, value] of values.entries()) {
    if (!isObject(value)) continue;
    gather(value, '', (key, { text, put }) => {
      const piece = {
        text,
        put: (other: string): void => {
          changed.add(at);
          put(other);
        },
      };
      const pieces = texts.get(key);
      if (pieces) pieces.push(piece);
      else texts.set(key, [piece]);
    });
  }
  for (const pieces of texts.values()) {
    const whole = pieces.map(({ text }) => text).join('');
    const cleaned = clean(whole);
    if (cleaned !== whole) for (const [index, { put }] of pieces.entries()) put(index === 0 ? cleaned : '');
  }
  return lines.map((line, at) => (changed.has(at) ? `data: ${JSON.stringify(values[at])}` : line)).join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What tells the texts of a stream apart that arrive side by side. */
const APART = ['type', 'index', 'output_index', 'content_index', 'summary_index', 'item_id'];
/** Names of fields that are told whole. */
const WHOLE = new Set(['type', 'role', 'id', 'name', 'item_id']);
const DEEP_MAX = 8;

const scalar = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Finds the pieces of text in an event: strings in or under `delta`, and the `text` of older completions. */
function gather(value: Record<string, unknown>, path: string, found: (key: string, piece: Piece) => void): void {
  if (path.split('.').length > DEEP_MAX) return;
  const at = `${path}(${APART.map((name) => scalar(value[name])).join()})`;
  for (const [name, part] of Object.entries(value)) {
    const key = `${at}.${name}`;
    if (typeof part === 'string') {
      const isPiece = /\.delta\b/.test(key) || name === 'text';
      if (isPiece && !WHOLE.has(name)) found(key, { text: part, put: (text) => void (value[name] = text) });
      continue;
    }
    const parts: unknown[] = Array.isArray(part) ? part : [part];
    for (const one of parts) if (isObject(one)) gather(one, key, found);
  }
}
