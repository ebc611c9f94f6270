import { expect, test } from 'vitest';
import { type GatewayConfig, gatewaySchema, resolveUpstreams } from './config.ts';

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
    { name: 'openai', baseUrl: 'http://localhost:8080/v1', apiKey: 'a', priceProvider: 'openai' },
    { name: 'anthropic', baseUrl: 'https://proxy.example.com/v1', apiKey: 'b' },
  ]);
  expect(resolveUpstreams(config(), { OPENAI_BASE_URL: 'http://[::1]:1/v1' })).toMatchObject([{ apiKey: undefined }]);
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
