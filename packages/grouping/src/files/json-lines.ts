import type { LineFormat } from './chunk.ts';

const MESSAGE_FIELDS = [
  'message',
  'msg',
  'log',
  'text',
  'MESSAGE',
  'Message',
  '@message',
  'event',
  'body',
  'error',
  'description',
];
const TIME_FIELDS = ['timestamp', 'time', '@timestamp', 'ts', 'datetime', 'date', 'Timestamp', 'Time', 't'];
const SAMPLE_LINES = 50;
const SAMPLE_CHARS = 65_536;
const JSON_SHARE_MIN = 0.8;

type JsonObject = Readonly<Record<string, unknown>>;

/** A line as a JSON object, or undefined. */
export function jsonObject(line: string): JsonObject | undefined {
  if (!/^\s*\{/.test(line)) return undefined;
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** What a path of fields leads to, where it is a text. */
export function textAt(object: JsonObject, path: readonly string[]): string | undefined {
  let value: unknown = object[path.join('.')];
  if (value === undefined) {
    value = object;
    for (const name of path) value = typeof value === 'object' && value !== null ? (value as JsonObject)[name] : undefined;
  }
  return typeof value === 'string' ? value : undefined;
}

/** How the first lines of an input (whole lines) hold their messages. `field` names the message's field (dots lead inside). */
export function detectFormat(bytes: Uint8Array, field?: string): LineFormat {
  const text = new TextDecoder().decode(bytes.subarray(0, SAMPLE_CHARS));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // The last may be cut off.
  if (lines.length > 1 && !text.endsWith('\n')) lines.pop();
  const sample = lines.slice(0, SAMPLE_LINES);
  const objects = sample.map(jsonObject).filter((object) => object !== undefined);
  if (objects.length === 0 || (field === undefined && objects.length < sample.length * JSON_SHARE_MIN)) return {};
  const timeField = TIME_FIELDS.find(
    (name) => objects.filter((object) => object[name] !== undefined).length * 2 >= objects.length,
  );
  const time = timeField === undefined ? {} : { timeField };
  if (field !== undefined) return { messagePath: field.split('.'), ...time };
  const found = MESSAGE_FIELDS.map((name) => ({
    name,
    count: objects.filter((object) => typeof object[name] === 'string').length,
  }));
  const best = found.toSorted((a, b) => b.count - a.count)[0];
  return best && best.count * 2 >= objects.length ? { messagePath: [best.name], ...time } : {};
}
