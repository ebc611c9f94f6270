/** Half of what a message of gRPC may have here, so that the rest of a reply has room. */
export const REPLY_BYTES_MAX = 4 * 1024 * 1024;

/** The first items of a reply, as many as have room in it; at least one. `type` encodes them as they go over the wire. */
export function fitting<T>(items: readonly T[], type: { encode(item: T): { finish(): Uint8Array } }): T[] {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += type.encode(item).finish().length) > REPLY_BYTES_MAX);
  return items.slice(0, end < 0 ? items.length : Math.max(1, end));
}
