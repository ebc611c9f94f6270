import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlainReply } from './plain-reply.ts';

let server: Server;
let client: Socket;
let socket: Socket;
let received: string;

beforeEach(async () => {
  received = '';
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  client = connect((server.address() as { port: number }).port, '127.0.0.1');
  client.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')));
  [socket] = (await accepted) as [Socket];
});
afterEach(() => {
  client.destroy();
  socket.destroy();
  server.close();
});

const open = (): PlainReply => new PlainReply({ socket, connectionLines: () => '', onOver: () => undefined });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const body = (): string => received.slice(received.indexOf('\r\n\r\n') + 4);

async function until(text: string): Promise<void> {
  while (!received.includes(text)) await once(client, 'data');
}

describe('the answer to a plain request', () => {
  test('a stream goes out whole and in order, whether its parts come at once, soon after each other or later', async () => {
    const reply = open();
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write('first');
    await until('first');
    for (const part of ['one', 'two', 'three']) {
      reply.write(part);
      await turn();
    }
    // Nothing ends it: what waits goes out by itself.
    await until('three');
    reply.write('last');
    reply.end();
    await until('0\r\n\r\n');
    const chunks = [...body().matchAll(/[0-9a-f]+\r\n([a-z]+)\r\n/g)].map(([, chunk]) => chunk);
    expect(chunks.join('')).toBe('firstonetwothreelast');
  });

  test('the end takes along what waits, and nothing comes after it', async () => {
    const reply = open();
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write('first');
    await turn();
    reply.write('waits');
    reply.end('end');
    socket.end('AFTER');
    await once(client, 'end');
    expect(body()).toMatch(/^5\r\nfirst\r\n8\r\nwaitsend\r\n0\r\n\r\nAFTER$/);
  });

  test.each(['bad name', 'Upper'])('the header name "%s" is refused', (name) => {
    expect(() => open().writeHead(200, { [name]: 'x' })).toThrow(TypeError);
  });

  test.each(['a\r\nset-cookie: b', 'a\nb', 'é', '\u0000'])('the header value %j is refused', (value) => {
    expect(() => open().writeHead(200, { 'x-a': 'sound', 'x-b': value, 'x-c': 'sound' })).toThrow(TypeError);
  });
});
