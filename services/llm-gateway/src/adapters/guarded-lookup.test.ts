import { expect, test } from 'vitest';
import { type Lookup, guardedLookup } from './guarded-lookup.ts';

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
