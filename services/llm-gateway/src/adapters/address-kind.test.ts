import { expect, test } from 'vitest';
import { addressKind, mayConnect } from './address-kind.ts';

test.each([
  ['8.8.8.8', 'public'],
  ['2606:4700::1111', 'public'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd12::1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['fd00:ec2::254', 'link-local'],
  ['100.100.100.200', 'link-local'],
  ['0.0.0.0', 'link-local'],
  ['::', 'link-local'],
  ['255.255.255.255', 'link-local'],
  ['::ffff:169.254.169.254', 'link-local'],
  ['::ffff:a9fe:a9fe', 'link-local'],
  ['64:ff9b::a9fe:a9fe', 'link-local'],
  ['64:ff9b::808:808', 'public'],
  ['2002:7f00:1::', 'loopback'],
  ['::ffff:10.0.0.1', 'private'],
  ['api.openai.com', undefined],
] as const)('%s is %s', (host, kind) => {
  expect(addressKind(host)).toBe(kind);
});

test('a name may lead to a private address only where the operator allows it, and never to the link', () => {
  expect(mayConnect('api.example.com', '8.8.8.8', false)).toBe(true);
  expect(mayConnect('api.example.com', '10.0.0.1', false)).toBe(false);
  expect(mayConnect('api.example.com', '127.0.0.1', false)).toBe(false);
  expect(mayConnect('api.example.com', '10.0.0.1', true)).toBe(true);
  expect(mayConnect('api.example.com', '169.254.169.254', true)).toBe(false);
  expect(mayConnect('ollama', '172.17.0.2', false)).toBe(true);
  expect(mayConnect('metadata', '169.254.169.254', true)).toBe(false);
  expect(mayConnect('localhost', '127.0.0.1', false)).toBe(true);
  expect(mayConnect('10.0.0.1', '10.0.0.1', false)).toBe(true);
  expect(mayConnect('169.254.169.254', '169.254.169.254', false)).toBe(false);
  expect(mayConnect('169.254.1.1', '169.254.1.1', true)).toBe(true);
  expect(mayConnect('api.example.com', 'nonsense', true)).toBe(false);
});
