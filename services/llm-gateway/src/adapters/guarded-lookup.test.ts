import { type AddressInfo, createServer, type LookupFunction } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type Lookup, guardedLookup } from './guarded-lookup.ts';
import { UpstreamPool } from './http1/upstream-pool.ts';

const answering =
  (...addresses: string[]): Lookup =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const ask = (lookup: Lookup, host: string, all: boolean) =>
  new Promise((resolve) => lookup(host, { all }, (error, address) => resolve(error?.code ?? address)));

test('only allowed addresses of a name are given, and none at all is an error', async () => {
  const mixed = answering('10.0.0.1', '8.8.8.8', '169.254.169.254');
  expect(await ask(guardedLookup(false, mixed), 'api.example.com', true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  expect(await ask(guardedLookup(true, mixed), 'api.example.com', false)).toBe('10.0.0.1');
  expect(await ask(guardedLookup(true, answering('169.254.169.254', 'fe80::1')), 'api.example.com', true)).toBe('EPRIVATE');
  expect(await ask(guardedLookup(false, answering('127.0.0.1')), 'rebind.example.com', false)).toBe('EPRIVATE');
});

test('an error of the system comes through', async () => {
  const failing: Lookup = (_host, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), '');
  expect(await ask(guardedLookup(false, failing), 'api.example.com', true)).toBe('ENOTFOUND');
});

test('a connection is only made to an allowed address: a name that leads here is not reached unless that is permitted', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = new URL(`http://rebind.example.com:${(server.address() as AddressInfo).port}`);
  const timeouts = { connectMs: 5_000, firstByteMs: 5_000, idleMs: 5_000, totalMs: 5_000 };
  const outcomeOf = (allowPrivate: boolean): Promise<string> => {
    const lookup = guardedLookup(allowPrivate, answering('127.0.0.1')) as LookupFunction;
    const pool = new UpstreamPool({ origin, timeouts, lookup });
    const sent = new Promise<string>((resolve) => {
      const request = { head: 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n', body: Buffer.alloc(0) };
      pool.send(request, {
        onSent: () => undefined,
        onHead: (status) => resolve(String(status)),
        onData: () => undefined,
        onEnd: () => undefined,
        onError: (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message),
        onTimeout: (phase) => resolve(phase),
      });
    });
    return sent.finally(() => void pool.close());
  };
  expect([await outcomeOf(false), connections]).toEqual(['EPRIVATE', 0]);
  expect([await outcomeOf(true), connections]).toEqual(['200', 1]);
  server.close();
});
