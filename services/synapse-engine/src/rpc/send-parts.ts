import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';

/** Writes the messages of a stream, no faster than the caller reads; ends quietly when the caller is gone. */
export async function sendParts<Request, Part>(
  stream: ServerWritableStream<Request, Part>,
  parts: Iterable<Part>,
  signal: AbortSignal,
): Promise<void> {
  for (const part of parts) {
    if (signal.aborted) return;
    if (!stream.write(part)) await once(stream, 'drain', { signal }).catch(() => undefined);
  }
}
