import type { IncomingMessage } from 'node:http';
import type { BodyOutcome } from './exchange.ts';

/** Reads a body of at most `bytesMax`. Of a longer one nothing is kept: the rest is thrown away as it comes. One that stands still is given up. */
export function readRequestBody(request: IncomingMessage, bytesMax: number, idleMs: number): Promise<BodyOutcome> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.resolve({ kind: 'too-large' });
  return new Promise((settle) => {
    const resolve = (outcome: BodyOutcome): void => {
      clearTimeout(timer);
      settle(outcome);
    };
    const timer = setTimeout(() => {
      chunks.length = 0;
      resolve({ kind: 'stalled' });
    }, idleMs);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) timer.refresh();
      if (size <= bytesMax) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve({ kind: 'too-large' });
      }
    });
    request.on('end', () => resolve({ kind: 'body', bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) }));
    request.on('error', () => resolve({ kind: 'gone' }));
    request.on('close', () => resolve({ kind: 'gone' }));
  });
}
