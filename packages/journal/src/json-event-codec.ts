/** Events to bytes and back. `decode(encode(event))` equals the event; `decode` throws on what it can't read. */
export interface EventCodec<Event> {
  encode(event: Event): Uint8Array;
  decode(bytes: Uint8Array): Event;
}

export interface JsonEventCodecOptions {
  /** Version of the events that are written now; starts at 1. */
  readonly version: number;
  /** Turns an event of an older version into a current one. Needed as soon as `version` is above 1. */
  readonly upgrade?: (event: unknown, fromVersion: number) => unknown;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Events as JSON, `{"v":1,"e":{…}}`. A version newer than ours is refused, since guessing at its meaning could break a
 * promise that was made under it; older ones go through `upgrade`. The shape of an event is trusted: we wrote it.
 */
export function jsonEventCodec<Event>(options: JsonEventCodecOptions): EventCodec<Event> {
  const { version, upgrade } = options;
  const prefix = `{"v":${version},"e":`;
  return {
    encode: (event) => encoder.encode(`${prefix}${JSON.stringify(event)}}`),
    decode(bytes) {
      const { v, e } = JSON.parse(decoder.decode(bytes)) as { v?: unknown; e?: unknown };
      if (v === version) return e as Event;
      if (typeof v !== 'number' || !Number.isInteger(v) || v < 1) throw new Error('a journal record is no versioned event');
      if (v > version) {
        throw new Error(
          `an event of version ${v} was written by a newer Panal (this one knows up to ${version}): upgrade, or restore a backup`,
        );
      }
      if (upgrade === undefined)
        throw new Error(`an event of version ${v} can't be read: no upgrade to version ${version} is known`);
      return upgrade(e, v) as Event;
    },
  };
}
