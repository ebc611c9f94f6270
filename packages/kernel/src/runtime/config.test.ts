import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, isLoopback, loadConfig } from './config.ts';

const schema = z.strictObject({
  limit: z.int().min(1).default(5),
  name: z.string().default('x'),
  on: z.boolean().default(false),
  prices: z.record(z.string(), z.number()).default({}),
  nested: z.strictObject({ deepValue: z.int().default(1) }).prefault({}),
});

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'panal-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const load = (options: { yaml?: string; env?: Record<string, string> } = {}) => {
  if (options.yaml !== undefined) writeFileSync(join(cwd, 'panal.yaml'), options.yaml);
  return loadConfig({ section: 'gateway', schema, env: options.env ?? {}, cwd });
};
const problem = (options: Parameters<typeof load>[0]): string => {
  try {
    load(options);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('no error');
};

describe('settings', () => {
  it('have defaults that need no file', () => {
    const { common, own } = load();
    expect(own).toEqual({ limit: 5, name: 'x', on: false, prices: {}, nested: { deepValue: 1 } });
    expect(common).toMatchObject({ host: '127.0.0.1', dataDir: join(cwd, '.panal') });
    expect(common.ports.gateway).toEqual({ grpc: 50_056, http: 4000 });
  });

  it('come from the file, and the environment goes before it', () => {
    const yaml = 'logLevel: debug\nports: {gateway: {http: 4100}}\ngateway: {limit: 7, name: file}\nanalyst: {anything: here}\n';
    const { common, own } = load({
      yaml,
      env: { PANAL_GATEWAY_LIMIT: '9', PANAL_GATEWAY_NESTED_DEEP_VALUE: '3', PANAL_PORTS_GATEWAY_GRPC: '0' },
    });
    expect(own).toMatchObject({ limit: 9, name: 'file', nested: { deepValue: 3 } });
    expect(common).toMatchObject({ logLevel: 'debug', ports: { gateway: { grpc: 0, http: 4100 } } });
  });

  it('read environment values as the type that the setting has', () => {
    const { own } = load({ env: { PANAL_GATEWAY_NAME: '42', PANAL_GATEWAY_ON: 'true', PANAL_GATEWAY_PRICES: '{"m": 0.5}' } });
    expect(own).toMatchObject({ name: '42', on: true, prices: { m: 0.5 } });
  });

  it('ignore an empty file and an empty variable', () => {
    expect(load({ yaml: '', env: { PANAL_GATEWAY_LIMIT: '' } }).own.limit).toBe(5);
  });

  it.each([
    [{ yaml: 'gateway: {limt: 3}\n' }, ['gateway.limt', 'panal.yaml']],
    [{ yaml: 'colour: blue\n' }, ['colour', 'panal.yaml']],
    [{ yaml: 'gateway: {nested: {deep: 3}}\n' }, ['gateway.nested.deep']],
    [{ yaml: 'gateway: {limit: lots}\n' }, ['gateway.limit', 'panal.yaml']],
    [{ yaml: 'gateway: 7\n' }, ['gateway', 'settings']],
    [{ yaml: '- a\n- b\n' }, ['panal.yaml', 'settings']],
    [{ yaml: 'a: [1\n' }, ['panal.yaml', 'YAML']],
    [{ env: { PANAL_GATEWAY_LIMIT: '0' } }, ['PANAL_GATEWAY_LIMIT', 'environment']],
    [{ env: { PANAL_PORTS_GATEWAY_HTTP: '70000' } }, ['PANAL_PORTS_GATEWAY_HTTP']],
    [{ env: { PANAL_CONFIG: 'none.yaml' } }, ['PANAL_CONFIG', 'none.yaml']],
    [{ yaml: 'host: 0.0.0.0\n' }, ['host', 'tls']],
  ] as const)('are refused by name: %j', (options, words) => {
    for (const word of words) expect(problem(options)).toContain(word);
  });

  it('are refused in a file above 1 MiB, before it is read', () => {
    const yaml = `# ${'x'.repeat(1024 * 1024)}\ngateway: {limit: 7}\n`;
    expect(problem({ yaml })).toContain('1 MiB at most');
  });

  it('say that a file which cannot be read is the matter', () => {
    mkdirSync(join(cwd, 'panal.yaml'));
    expect(problem({})).toContain('cannot be read');
  });
});

describe('an address', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
    ['127.evil.example', false],
    ['::', false],
  ])('%s is loopback: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
});
