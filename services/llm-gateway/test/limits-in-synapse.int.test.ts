import {
  BudgetControlService,
  CorrectUsageRequest,
  CreateVirtualKeyRequest,
  GatewayAdminService,
  LimitConfig,
  ListLimitsRequest,
  type SpendLimit,
} from '@panal/shared-types/gateway';
import { selectRows } from '@panal/synapse-client';
import { type DataDir, type TestService, createDataDir, startService, until } from '@panal/testkit';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, testPrice } from './billing-upstream.ts';
import { GatewayProcess } from './gateway-process.ts';

const PREFIXES = 'PREFIX swarm: <http://swarm.os/ontology/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>';
const engine = new URL('../../synapse-engine/src/main.ts', import.meta.url);
const program = new URL('../src/main.ts', import.meta.url);

let dataDir: DataDir;
let synapse: TestService;
let gateway: GatewayProcess;
let upstream: BillingUpstream;

const MODEL = 'test-model';
const settings = {
  limitsSyncMs: 100,
  upstreams: [] as unknown[],
  prices: { [MODEL]: testPrice },
};

async function startGateway(): Promise<GatewayProcess> {
  const configPath = join(dataDir.path, 'gateway.yaml');
  writeFileSync(configPath, JSON.stringify({ gateway: settings }));
  const env = { PANAL_CONFIG: configPath, PANAL_PORTS_SYNAPSE_GRPC: String(synapse.ports['grpc']) };
  return GatewayProcess.over(await startService({ program, dataDir, portsName: 'GATEWAY', env }));
}

const startSynapse = (grpc = '0'): Promise<TestService> =>
  startService({ program: engine, dataDir, portsName: 'SYNAPSE', env: { PANAL_PORTS_SYNAPSE_GRPC: grpc } });

beforeAll(async () => {
  dataDir = await createDataDir('llm-gateway', 'synapse-engine');
  mkdirSync(join(dataDir.path, 'synapse'), { recursive: true });
  upstream = await new BillingUpstream().listen();
  settings.upstreams.push({ name: 'local', kind: 'openai', baseUrl: upstream.baseUrl, models: [MODEL] });
  synapse = await startSynapse();
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway?.kill();
  await synapse?.kill();
  await upstream?.close();
  dataDir.remove();
});

/** What a person does in Synapse. */
async function update(text: string): Promise<void> {
  const answer = await fetch(`${synapse.httpUrl}/sparql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/sparql-update',
      authorization: `Bearer ${await dataDir.token({ subject: 'anna', roles: ['operator'] })}`,
    },
    body: `${PREFIXES} ${text}`,
  });
  expect(answer.status, await answer.text()).toBeLessThan(300);
}

const setBudget = (subject: string, amount: string, more = ''): Promise<void> =>
  update(`DELETE WHERE { ${subject} swarm:maxBudget ?old } ; INSERT DATA { ${subject} swarm:maxBudget ${amount} ${more} }`);

async function limits(): Promise<SpendLimit[]> {
  const request = ListLimitsRequest.fromPartial({ scope: '*' });
  return (await gateway.operator.call(GatewayAdminService.listLimits, request)).limits;
}

/** Resolves when a limit is in force, as the list says. */
const inForce = (wanted: Partial<SpendLimit>): Promise<SpendLimit> =>
  until(
    async () =>
      (await limits()).find((limit) =>
        Object.entries(wanted).every(([name, value]) => limit[name as keyof SpendLimit] === value),
      ),
    `the limit ${JSON.stringify(wanted)}`,
  );

test('what people set in Synapse counts here: the global budget, a daily one of a project, a soft one of an agent', async () => {
  await setBudget('swarm:Finance', '"12.5"^^xsd:decimal');
  await inForce({ scope: '', window: 'total', limitNanoUsd: 12_500_000_000, hard: true, setBy: 'synapse' });
  await setBudget('<http://swarm.os/budget/1>', '3.25', '; swarm:scope "project:shop" ; swarm:period "daily"');
  await inForce({ scope: 'project:shop', window: 'daily', limitNanoUsd: 3_250_000_000, hard: true });
  await setBudget('<http://swarm.os/budget/2>', '1', '; swarm:scope <http://swarm.os/agent/coder-1> ; swarm:hard false');
  await inForce({ scope: 'agent:coder-1', window: 'total', limitNanoUsd: 1_000_000_000, hard: false });
  const refused = await gateway.tryMint({ leaseId: 't-1.1', reserveNanoUsd: 13_000_000_000 });
  expect(refused).toMatchObject({ ok: false, refusedScope: 'global' });
});

test('a later command stands until Synapse says something new, across a restart', async () => {
  const command = LimitConfig.fromPartial({ limit: 5, hard: true });
  expect(await gateway.operator.call(BudgetControlService.setLimit, command)).toMatchObject({ ok: true });
  // Another limit that comes through shows that Synapse was read since.
  await setBudget('<http://swarm.os/budget/3>', '7', '; swarm:scope "model:a"');
  await inForce({ scope: 'model:a' });
  await inForce({ scope: '', limitNanoUsd: 5_000_000_000, setBy: 'operator' });
  await gateway.kill();
  gateway = await startGateway();
  await setBudget('<http://swarm.os/budget/3>', '8');
  await inForce({ scope: 'model:a', limitNanoUsd: 8_000_000_000 });
  await inForce({ scope: '', limitNanoUsd: 5_000_000_000, setBy: 'operator' });
  await setBudget('swarm:Finance', '6.0');
  await inForce({ scope: '', limitNanoUsd: 6_000_000_000, setBy: 'synapse' });
});

test('what can not be read is reported once and changes nothing', async () => {
  await setBudget('<http://swarm.os/budget/4>', '"plenty"', '; swarm:scope "project:shop"');
  await setBudget('<http://swarm.os/budget/5>', '9', '; swarm:scope "planet:earth"');
  await until(() => (gateway.process.output.includes('is no amount') ? true : undefined), 'the report');
  await until(() => (gateway.process.output.includes('names no scope') ? true : undefined), 'the other report');
  await inForce({ scope: 'project:shop', window: 'daily', limitNanoUsd: 3_250_000_000 });
  expect((await limits()).filter(({ scope }) => scope === 'project:shop')).toHaveLength(1);
});

test('while Synapse is away, and when a budget is taken out of it, the last limit stays', async () => {
  const port = String(synapse.ports['grpc']);
  await synapse.kill();
  await inForce({ scope: '', limitNanoUsd: 6_000_000_000 });
  synapse = await startSynapse(port);
  await update('DELETE WHERE { swarm:Finance swarm:maxBudget ?old }');
  await setBudget('<http://swarm.os/budget/3>', '10');
  await inForce({ scope: 'model:a', limitNanoUsd: 10_000_000_000 });
  await inForce({ scope: '', limitNanoUsd: 6_000_000_000 });
});

test('each request is a spend event in Synapse, with an exact amount; a correction replaces it', async () => {
  await gateway.setHalt([]);
  const create = CreateVirtualKeyRequest.fromPartial({ name: 'ci', agentId: 'helper' });
  const { secret } = await gateway.operator.call(GatewayAdminService.createVirtualKey, create);
  const answer = await gateway.chat(secret, {
    model: MODEL,
    messages: [{ role: 'user', content: '{"tokens":3}' }],
    max_tokens: 9,
  });
  expect(answer.status).toBe(200);
  const requestId = answer.headers.get('x-panal-request-id')!;
  const costNanoUsd = Number(answer.headers.get('x-panal-cost-nano-usd'));
  const reader = await synapse.channel({ subject: 'viewer', roles: ['viewer'] });
  const query = `${PREFIXES} PREFIX prov: <http://www.w3.org/ns/prov#> SELECT (SUM(?amount) AS ?sum) ?key ?agent WHERE {
    <http://swarm.os/spend/${requestId}> a swarm:SpendEvent ; swarm:amount ?amount ; swarm:virtualKey ?key ; prov:wasAttributedTo ?agent
  } GROUP BY ?key ?agent`;
  const sumIs = (nanoUsd: number) =>
    until(async () => {
      const [row] = await selectRows(reader, query);
      return row && Math.round(Number(row['sum']?.value) * 1e9) === nanoUsd ? row : undefined;
    }, `a spend event of ${nanoUsd}`);
  expect(await sumIs(costNanoUsd)).toMatchObject({ key: { value: 'ci' }, agent: { value: 'http://swarm.os/agent/helper' } });
  const correction = CorrectUsageRequest.fromPartial({ requestId, costNanoUsd: costNanoUsd + 1, reason: 'bill' });
  expect(await gateway.operator.call(GatewayAdminService.correctUsage, correction)).toMatchObject({ ok: true });
  await sumIs(costNanoUsd + 1);
});
