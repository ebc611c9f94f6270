import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { type Fault, FaultProxy } from './index.ts';
import { Happenings } from './happenings.ts';
import { until } from './until.ts';

const clock = new FakeClock();
const happenings = new Happenings();
const sockets = new Set<Socket>();
let server: Server;
let proxy: FaultProxy;

/** One end of a connection, and all that happened to it. */
interface End {
  readonly socket: Socket;
  received: string;
  end?: 'end' | 'ECONNRESET' | 'closed';
}
const accepted: End[] = [];
/** Where the server was, the newest last. */
const ports: number[] = [];

function watch(socket: Socket): End {
  const end: End = { socket, received: '' };
  sockets.add(socket);
  socket.setEncoding('latin1').on('data', (text: string) => {
    end.received += text;
    happenings.happened();
  });
  const ended = (how: NonNullable<End['end']>) => () => {
    end.end ??= how;
    happenings.happened();
  };
  socket.once('end', ended('end'));
  socket.once('error', (error: NodeJS.ErrnoException) => ended(error.code as 'ECONNRESET')());
  socket.once('close', ended('closed'));
  return end;
}

const targetPort = (): number => (server.address() as AddressInfo).port;

/** A connection through the proxy, seen from both ends. */
async function pair(): Promise<{ client: End; server: End }> {
  const count = accepted.length;
  const client = watch(connect({ port: proxy.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }));
  await happenings.until(() => accepted.length > count);
  return { client, server: accepted[count]! };
}

/** Until bytes have arrived at the proxy and wait there for their time. */
const held = (): Promise<boolean> => until(() => clock.pending === 1 || undefined, 'the arrival at the proxy');

const longText = (length: number): string => 'abcdefghijklmnopqrstuvwxyz'.repeat(Math.ceil(length / 26)).slice(0, length);

beforeEach(async () => {
  server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    accepted.push(watch(socket));
    happenings.happened();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.push(targetPort());
  proxy = await FaultProxy.start(() => ports.at(-1)!, clock);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  accepted.length = 0;
  await proxy.close();
  server.close();
});

test('without a fault bytes and the end pass both ways, one way ended before the other', async () => {
  const text = longText(3_000_000);
  const { client, server: served } = await pair();
  client.socket.end(text);
  await happenings.until(() => served.end === 'end');
  expect(served.received === text).toBe(true);
  served.socket.end('and back');
  await happenings.until(() => client.end === 'end');
  expect(client.received).toBe('and back');
  await proxy.until(() => proxy.open === 0);
  expect(proxy.bytes).toEqual({ 'to-server': text.length, 'to-client': 8 });
  expect(proxy.broken).toBe(0);
});

test('a reset of either end reaches the other', async () => {
  const first = await pair();
  first.client.socket.resetAndDestroy();
  await happenings.until(() => first.server.end === 'ECONNRESET');
  const second = await pair();
  second.server.socket.resetAndDestroy();
  await happenings.until(() => second.client.end === 'ECONNRESET');
});

test('a delay holds bytes for its time and keeps their order, in the direction it is set for', async () => {
  const { client, server: served } = await pair();
  proxy.setFault('to-server', { kind: 'delay', ms: 100 });
  client.socket.write('one');
  await held();
  await clock.advance(60);
  client.socket.end('two');
  served.socket.write('not delayed');
  await happenings.until(() => client.received === 'not delayed');
  await clock.advance(39);
  expect(served.received).toBe('');
  await clock.advance(1);
  await happenings.until(() => served.received === 'one');
  await held();
  expect(served.end).toBeUndefined();
  await clock.advance(100);
  await happenings.until(() => served.end === 'end');
  expect(served.received).toBe('onetwo');
});

test.each(['end', 'reset'] as const)('a cut by %s comes after exactly so many bytes, however they are sent', async (how) => {
  const text = longText(60_000);
  for (const afterBytes of [1, 10, 16_384, 30_001, 60_000]) {
    proxy.setFault('to-client', { kind: 'cut', afterBytes, how });
    const { client, server: served } = await pair();
    served.socket.write(text.slice(0, 7));
    served.socket.write(text.slice(7));
    await happenings.until(() => client.end !== undefined && served.end !== undefined);
    expect(client.end).toBe(how === 'end' ? 'end' : 'ECONNRESET');
    if (how === 'end') expect(client.received).toBe(text.slice(0, afterBytes));
    else expect(text.slice(0, afterBytes).startsWith(client.received)).toBe(true);
  }
  expect(proxy.bytes['to-client']).toBe(1 + 10 + 16_384 + 30_001 + 60_000);
  expect(proxy.broken).toBe(5);
});

test('a black hole passes nothing, not even the end, and loses nothing', async () => {
  const { client, server: served } = await pair();
  proxy.setFault('to-server', { kind: 'black-hole' });
  client.socket.end('held');
  served.socket.write('passes');
  await happenings.until(() => client.received === 'passes');
  const late = await pair();
  late.server.socket.write('also late');
  await happenings.until(() => late.client.received === 'also late');
  late.client.socket.resetAndDestroy();
  expect([served.received, served.end, late.server.end]).toEqual(['', undefined, undefined]);
  proxy.heal();
  await happenings.until(() => served.end === 'end' && late.server.end === 'ECONNRESET');
  expect(served.received).toBe('held');
});

test('what a black hole holds is bounded: the sender is held up', async () => {
  const { client, server: served } = await pair();
  proxy.setFault('to-server', { kind: 'black-hole' });
  const text = longText(32 * 1024 * 1024);
  client.socket.end(text);
  await until(() => proxy.heldBytes('to-server') > 256 * 1024 || undefined, 'a full pipe');
  // Each turn gives the proxy an occasion to read on.
  for (let turn = 1; turn <= 100; turn++) {
    served.socket.write('.');
    await happenings.until(() => client.received.length === turn);
  }
  expect(proxy.heldBytes('to-server')).toBeLessThanOrEqual((256 + 64) * 1024);
  proxy.heal();
  await happenings.until(() => served.end === 'end');
  expect(served.received === text).toBe(true);
});

test('a throttle passes bytes on by its rate', async () => {
  const { client, server: served } = await pair();
  proxy.setFault('to-server', { kind: 'throttle', bytesPerSecond: 200 });
  client.socket.end(longText(30));
  for (const passed of [10, 20, 30]) {
    await happenings.until(() => served.received === longText(passed));
    await held();
    await clock.advance(49);
    expect([proxy.bytes['to-server'], served.end]).toEqual([passed, undefined]);
    await clock.advance(1);
  }
  await happenings.until(() => served.end === 'end');
});

test('connections are refused, broken at once, and each can have a fault of its own', async () => {
  const { client, server: served } = await pair();
  proxy.breakConnections();
  await happenings.until(() => client.end === 'ECONNRESET' && served.end === 'ECONNRESET');
  proxy.refuses = true;
  const refused = watch(connect(proxy.port, '127.0.0.1'));
  await happenings.until(() => refused.end === 'ECONNRESET');
  expect(accepted).toHaveLength(1);
  proxy.heal();
  const faults: Fault[] = [{ kind: 'cut', afterBytes: 1, how: 'end' }, { kind: 'none' }];
  proxy.setFault('to-client', () => faults.shift()!);
  const pairs = [await pair(), await pair()];
  for (const { server: end } of pairs) end.socket.end('hello');
  await happenings.until(() => pairs.every((ends) => ends.client.end === 'end'));
  expect(pairs.map((ends) => ends.client.received)).toEqual(['h', 'hello']);
  expect([proxy.accepted, proxy.broken]).toEqual([4, 3]);
});

test('a server that is away resets who connects, and may come back elsewhere', async () => {
  const port = targetPort();
  server.close();
  await once(server, 'close');
  const lost = watch(connect(proxy.port, '127.0.0.1'));
  await happenings.until(() => lost.end === 'ECONNRESET');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(targetPort()).not.toBe(port);
  ports.push(targetPort());
  const { client, server: served } = await pair();
  served.socket.write('here');
  await happenings.until(() => client.received === 'here');
});
