import type { AskStored, PassedReply } from '../ports.ts';
import type { UpstreamPool } from './http1/upstream-pool.ts';

const REPLY_BYTES_MAX = 32 * 1024 * 1024;

/** Asks an upstream for a response that it keeps, or to erase one. Replies above 32 MiB are refused. */
export function storedPassing(
  pool: UpstreamPool,
  { base, fields }: { readonly base: URL; readonly fields: Readonly<Record<string, string>> },
): AskStored {
  const common = Object.entries({ host: base.host, 'accept-encoding': 'identity', 'content-length': '0', ...fields });
  const lines = common.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return (method, path) => {
    const head = `${method} ${base.pathname.replace(/\/$/, '')}/responses/${path} HTTP/1.1\r\n${lines}\r\n`;
    return new Promise<PassedReply>((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      let bytes = 0;
      const call = pool.send(
        { head, body: Buffer.alloc(0) },
        {
          onSent: () => undefined,
          onHead: (given) => {
            status = given;
          },
          onData: (pieces) => {
            for (const piece of pieces) bytes += piece.length;
            if (bytes <= REPLY_BYTES_MAX) chunks.push(...pieces);
            else call.abort();
            if (bytes > REPLY_BYTES_MAX) reject(new Error('the stored response is larger than 32 MiB'));
          },
          onEnd: () => resolve({ status, body: Buffer.concat(chunks) }),
          onError: reject,
          onTimeout: (phase) => reject(new Error(`the upstream did not answer in time (${phase})`)),
        },
      );
    });
  };
}
