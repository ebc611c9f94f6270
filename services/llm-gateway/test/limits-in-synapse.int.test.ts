import {
  BudgetControlService,
  GatewayAdminService,
  LimitConfig,
  ListLimitsRequest,
  type SpendLimit,
} from '@panal/shared-types/gateway';
import { type DataDir, type TestService, createDataDir, startService, until } from '@panal/testkit';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayProcess } from './gateway-process.ts';

const PREFIXES = 'PREFIX swarm: <http://swarm.os/ontology/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>';
const engine = new URL('../../synapse-engine/src/main.ts', import.meta.url);
const program = new URL('../src/main.ts', import.meta.url);

let dataDir: DataDir;
let synapse: TestService;
let gateway: GatewayProcess;

async function startGateway(): Promise<GatewayProcess> {
  const configPath = join(dataDir.path, 'gateway.yaml');
  writeFileSync(configPath, JSON.stringify({ gateway: { limitsSyncMs: 100 } }));
  const env = { PANAL_CONFIG: configPath, PANAL_PORTS_SYNAPSE_GRPC: String(synapse.ports['grpc']) };
  return GatewayProcess.over(await startService({ program, dataDir, portsName: 'GATEWAY', env }));
}

const startSynapse = (grpc = '0'): Promise<TestService> =>
  startService({ program: engine, dataDir, portsName: 'SYNAPSE', env: { PANAL_PORTS_SYNAPSE_GRPC: grpc } });

beforeAll(async () => {
  dataDir = await createDataDir('llm-gateway', 'synapse-engine');
  mkdirSync(join(dataDir.path, 'synapse'), { recursive: true });
  synapse = await startSynapse();
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway?.kill();
  await synapse?.kill();
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
