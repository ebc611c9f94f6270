import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type PoolTimeouts, type PooledCall, UpstreamPool } from './upstream-pool.ts';

const TIMEOUTS: PoolTimeouts = { connectMs: 60_000, firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 };
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n';

/** What a server does with the nth request; a request ends with the byte `!`. */
type Answerer = (socket: Socket, index: number) => void;

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

async function serve(answer: Answerer): Promise<{ server: Server; url: URL; seen: { connections: number; requests: number } }> {
  const seen = { connections: 0, requests: 0 };
  const server = createServer((socket) => {
    seen.connections += 1;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!bytes.includes('!')) return;
      seen.requests += 1;
      answer(socket, seen.requests);
    });
    ending.push(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ending.push(() => server.close());
  return { server, url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), seen };
}

function poolTo(origin: URL, timeouts: Partial<PoolTimeouts> = {}): UpstreamPool {
  const pool = new UpstreamPool({ origin, timeouts: { ...TIMEOUTS, ...timeouts } });
  ending.push(() => void pool.close());
  return pool;
}

type Begun = (call: PooledCall | undefined, event: string) => void;

/** Sends one request; resolves with all that was heard of it, the last word last. */
function ask(pool: UpstreamPool, onEvent: Begun = () => undefined): Promise<string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const begun: { call?: PooledCall } = {};
    const hear = (event: string, last = false): void => {
      heard.push(event);
      onEvent(begun.call, event);
      if (last) resolve(heard);
    };
    begun.call = pool.send(
      { head: 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\n', body: Buffer.from('!') },
      {
        onSent: () => hear('sent'),
        onHead: (status) => hear(`head ${status}`),
        onData: (pieces) => hear(`data ${Buffer.concat([...pieces]).toString()}`),
        onEnd: () => hear('end', true),
        onError: (error) => hear(`error ${(error as NodeJS.ErrnoException).code}`, true),
        onTimeout: (phase) => hear(`timeout ${phase}`, true),
      },
    );
  });
}

const bodyOf = (heard: readonly string[]): string =>
  heard
    .filter((event) => event.startsWith('data '))
    .map((event) => event.slice(5))
    .join('');

describe('a connection', () => {
  test('is used again after a whole answer, and only one call is on it at a time', async () => {
    const { url, seen } = await serve((socket) => socket.write(ANSWER));
    const pool = poolTo(url);
    expect(await ask(pool)).toEqual(['sent', 'head 200', 'data hello', 'end']);
    expect(await ask(pool)).toEqual(['sent', 'head 200', 'data hello', 'end']);
    expect(seen).toEqual({ connections: 1, requests: 2 });
    await Promise.all([ask(pool), ask(pool)]);
    expect(seen.connections).toBe(2);
  });

  test.each([
    ['says that it closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello'],
    ['sends more than its length', `${ANSWER}more`],
    ['keeps it for too short a time', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 5\r\n\r\nhello'],
  ])('to an upstream that %s is not used again', async (_what, answer) => {
    const { url, seen } = await serve((socket) => socket.write(answer));
    const pool = poolTo(url);
    expect(bodyOf(await ask(pool))).toBe('hello');
    expect((await ask(pool)).at(-1)).toBe('end');
    expect(seen.connections).toBe(2);
  });

  test('that the upstream closes while it is idle is not used again, and nothing is sent twice', async () => {
    const sockets: Socket[] = [];
    const { url, seen } = await serve((socket) => {
      sockets.push(socket);
      socket.write(ANSWER);
    });
    const pool = poolTo(url);
    await ask(pool);
    sockets[0]!.end();
    // Its other end is closed in answer.
    await once(sockets[0]!, 'close');
    expect((await ask(pool)).at(-1)).toBe('end');
    expect(seen).toEqual({ connections: 2, requests: 2 });
  });
});

describe('an answer', () => {
  test.each([ANSWER, CHUNKED])('is the same wherever its bytes are split: %j', async (answer) => {
    for (let at = 1; at < answer.length; at += 1) {
      const { url } = await serve((socket) => {
        socket.setNoDelay(true);
        socket.write(answer.slice(0, at));
        setImmediate(() => socket.write(answer.slice(at)));
      });
      const heard = await ask(poolTo(url));
      expect([bodyOf(heard), heard.at(-1)]).toEqual(['hello', 'end']);
    }
  });

  test('may follow heads of status 1xx', async () => {
    const { url } = await serve((socket) =>
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\na: b\r\n\r\n${ANSWER}`),
    );
    expect(await ask(poolTo(url))).toEqual(['sent', 'head 200', 'data hello', 'end']);
  });

  test('without a length ends with its connection', async () => {
    const { url } = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
    const heard = await ask(poolTo(url));
    expect([bodyOf(heard), heard.at(-1)]).toEqual(['hello', 'end']);
  });

  test.each([
    ['cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello', 'CONNECTION_LOST'],
    ['cut within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello', 'CONNECTION_LOST'],
    ['cut in its head', 'HTTP/1.1 200 OK\r\nContent-Le', 'CONNECTION_LOST'],
    ['of nothing', '', 'CONNECTION_LOST'],
    ['with two ways to end', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello', 'UNSOUND_ANSWER'],
    ['that is no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'UNSOUND_ANSWER'],
    ['that changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'UNSOUND_ANSWER'],
    ['with an endless head', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}`, 'UNSOUND_ANSWER'],
  ])('%s is an error', async (_what, answer, code) => {
    const { url } = await serve((socket) => socket.end(answer));
    expect((await ask(poolTo(url))).at(-1)).toBe(`error ${code}`);
  });

  test('that nobody listens to any more is not told, and its connection is closed', async () => {
    const closed = Promise.withResolvers<void>();
    const { url } = await serve((socket) => {
      socket.on('close', () => closed.resolve());
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello');
    });
    const heard: string[] = [];
    void ask(poolTo(url), (call, event) => {
      heard.push(event);
      if (event === 'head 200') call?.abort();
    });
    await closed.promise;
    expect(heard.filter((event) => event === 'end' || event.startsWith('error'))).toEqual([]);
  });

  test('waits while it is paused', async () => {
    const { url } = await serve((socket) =>
      socket.write(CHUNKED.slice(0, 55), () => setImmediate(() => socket.write(CHUNKED.slice(55)))),
    );
    const heard = await ask(poolTo(url), (call, event) => {
      if (!event.startsWith('data')) return;
      call?.pause();
      setImmediate(() => call?.resume());
    });
    expect([bodyOf(heard), heard.at(-1)]).toEqual(['hello', 'end']);
  });
});

describe('time-outs', () => {
  test.each([
    ['first-byte', { firstByteMs: 60 }, ''],
    ['idle', { idleMs: 60 }, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello'],
    ['total', { totalMs: 60 }, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello'],
  ] as const)('%s', async (phase, timeouts, answer) => {
    const { url } = await serve((socket) => void (answer && socket.write(answer)));
    expect((await ask(poolTo(url, timeouts))).at(-1)).toBe(`timeout ${phase}`);
  });

  test('a refused connection is an error before anything was sent', async () => {
    const { url, server } = await serve(() => undefined);
    server.close();
    await once(server, 'close');
    expect(await ask(poolTo(url))).toEqual(['error ECONNREFUSED']);
  });
});
