import { expect, test } from 'vitest';
import { type GatewayConfig, checkRoutes, gatewaySchema, resolveUpstreams } from './config.ts';

const config = (more: Record<string, unknown> = {}): GatewayConfig => gatewaySchema.parse(more);

test('the usual environment variables make upstreams', () => {
  expect(resolveUpstreams(config(), {})).toEqual([]);
  const env = {
    OPENAI_API_KEY: 'a',
    OPENAI_BASE_URL: 'http://localhost:8080/v1',
    ANTHROPIC_API_KEY: 'b',
    ANTHROPIC_BASE_URL: 'https://proxy.example.com/',
  };
  expect(resolveUpstreams(config(), env)).toMatchObject([
    { name: 'openai', baseUrl: 'http://localhost:8080/v1', apiKeys: [{ secret: 'a', weight: 1 }], priceProvider: 'openai' },
    { name: 'anthropic', baseUrl: 'https://proxy.example.com/v1', apiKeys: [{ secret: 'b', weight: 1 }] },
  ]);
  expect(resolveUpstreams(config(), { OPENAI_BASE_URL: 'http://[::1]:1/v1' })).toMatchObject([{ apiKeys: [] }]);
  expect(resolveUpstreams(config(), { ANTHROPIC_API_KEY: 'b' })).toMatchObject([{ baseUrl: 'https://api.anthropic.com/v1' }]);
});

const entry = { name: 'a', kind: 'openai', baseUrl: 'https://models.example.com/v1' };

test.each([
  [[entry, entry], /the name "a" is taken/],
  [[{ ...entry, name: 'scripted' }], /the name "scripted" is taken/],
  [[{ ...entry, apiKeyEnv: 'NOPE' }], /NOPE, which is not set/],
  [[{ ...entry, baseUrl: 'http://8.8.8.8/v1' }], /clear text to 8\.8\.8\.8/],
])('%j is refused', (upstreams, message) => {
  expect(() => resolveUpstreams(config({ upstreams }), {})).toThrow(message);
});

test('an upstream may have several keys, by weight; each of them must be set', () => {
  const upstreams = [
    { name: 'a', kind: 'openai', baseUrl: 'https://a.example.com/v1', apiKeyEnv: ['ONE', { env: 'TWO', weight: 3 }] },
  ];
  expect(resolveUpstreams(config({ upstreams }), { ONE: '1', TWO: '2' })).toMatchObject([
    {
      apiKeys: [
        { secret: '1', weight: 1 },
        { secret: '2', weight: 3 },
      ],
    },
  ]);
  expect(() => resolveUpstreams(config({ upstreams }), { ONE: '1' })).toThrow('TWO, which is not set');
});

test('addresses of the link are refused unless the operator means them', () => {
  const at = (baseUrl: string, more = {}) => config({ upstreams: [{ name: 'a', kind: 'openai', baseUrl, ...more }] });
  for (const baseUrl of [
    'http://169.254.169.254/v1',
    'http://[fe80::1]/v1',
    'https://[::ffff:a9fe:a9fe]/v1',
    'http://0.0.0.0/v1',
  ]) {
    expect(() => resolveUpstreams(at(baseUrl), {}), baseUrl).toThrow('allowPrivate');
  }
  expect(resolveUpstreams(at('http://169.254.1.1/v1', { allowPrivate: true }), {})).toHaveLength(1);
  expect(resolveUpstreams(at('http://10.0.0.1/v1'), {})).toHaveLength(1);
});

test('routes name upstreams that are there, and never the model itself', () => {
  const routes = { m: { deployments: [{ upstream: 'a' }], fallbacks: ['n'] } };
  expect(() => checkRoutes(config({ routes }), ['a'])).not.toThrow();
  expect(() => checkRoutes(config({ routes }), ['b'])).toThrow('names the upstream "a". Known: b');
  expect(() => checkRoutes(config({ routes: { m: { fallbacks: ['m'] } } }), [])).toThrow('its own fallback');
});

test('headers that belong to a connection or to the caller are never passed on', () => {
  const forwarding = (name: string) => () =>
    config({ upstreams: [{ name: 'a', kind: 'openai', baseUrl: 'https://a.example.com', forwardHeaders: [name] }] });
  for (const name of [
    'authorization',
    'host',
    'content-length',
    'transfer-encoding',
    'x-api-key',
    'cookie',
    'Upper',
    'a b',
    '',
  ]) {
    expect(forwarding(name), name).toThrow(/header/);
  }
  expect(forwarding('openai-organization')).not.toThrow();
});
