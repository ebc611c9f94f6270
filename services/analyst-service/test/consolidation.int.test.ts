import type { GrpcChannel } from '@panal/kernel/runtime';
import { namespaces } from '@panal/shared-types';
import { AnalystService, FailureEvent, ListClustersRequest, ListRulesRequest } from '@panal/shared-types/analyst';
import { ApplyChangesRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import { dateTime, entity, insert, iri, literal, quad, rdfType, selectRows, vocabulary } from '@panal/synapse-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';

const RECORDS = 150;
const settings = { PANAL_ANALYST_SYNAPSE_POLL_MS: '100', PANAL_ANALYST_SYNAPSE_GRACE_MS: '0' };

let world: AnalystWorld;
let service: GrpcChannel;
let graph: GrpcChannel;
beforeAll(async () => {
  world = await AnalystWorld.create();
  await world.start('synapse');
  await world.start('analyst', { ...settings, PANAL_PORTS_SYNAPSE_GRPC: String(world.port('synapse')) });
  service = await world.as({ subject: 'orchestrator-core', roles: ['service'] });
  graph = await world.as({ subject: 'workspace-service', roles: ['service'] }, 'synapse');
});
afterAll(() => world.remove());

const swarm = (name: string) => vocabulary('swarm', name);
const recordFacts = (id: string, note: string, state = 'on_failure') => {
  const record = iri(`http://swarm.os/execution/${id}`);
  return [
    quad(record, rdfType, swarm('ExecutionRecord')),
    quad(record, swarm('relatedTask'), entity('task', `m${id}-implement`)),
    quad(record, vocabulary('prov', 'endedAtTime'), dateTime(Date.now())),
    quad(record, vocabulary('prov', 'wasAssociatedWith'), entity('agent', 'old')),
    quad(record, vocabulary('nist', 'resultState'), literal(state)),
    quad(record, vocabulary('skos', 'historyNote'), literal(note)),
  ].map(insert);
};
let position = 0;
const write = (changes: ReturnType<typeof recordFacts>) => {
  position += 1;
  const request = { namespace: 'panal', journalId: 'legacy', firstPosition: position, lastPosition: position, changes };
  return graph.call(SemanticEngineService.applyChanges, ApplyChangesRequest.fromPartial(request));
};
const consolidated = async (): Promise<number> => {
  const query = `SELECT ?r WHERE { ?r <${namespaces.swarm}isConsolidated> "true" }`;
  return (await selectRows(graph, query, { namespace: 'panal' })).length;
};
const clusters = async () =>
  (await service.call(AnalystService.listClusters, ListClustersRequest.fromPartial({}))).clusters.map(({ template, count }) => [
    template,
    count,
  ]);

it('takes what nobody told of from Synapse, marks it, and takes nothing twice, after a kill, too', async () => {
  const told = FailureEvent.fromPartial({
    errorLog: 'KeyError: the whole log',
    taskId: 'm0-implement.1',
    missionId: 'm0',
    idempotencyKey: 'm0-implement.1',
  });
  await service.call(AnalystService.reportFailure, told);
  const ids = Array.from({ length: RECORDS }, (_, index) => String(index));
  for (let start = 0; start < RECORDS; start += 50)
    await write(ids.slice(start, start + 50).flatMap((id) => recordFacts(id, id === '0' ? 'gate failed' : `ValueError: ${id}`)));
  await write(recordFacts('fine', 'all well', 'success'));

  await expect.poll(consolidated, { timeout: 60_000 }).toBe(RECORDS);
  const expected = [
    ['ValueError: <num>', RECORDS - 1],
    ['KeyError: the whole log', 1],
  ];
  expect(await clusters()).toEqual(expected);
  const { rules } = await service.call(AnalystService.listRules, ListRulesRequest.fromPartial({}));
  expect(rules).toMatchObject([{ stage: 'candidate' }]);

  await world.end('analyst');
  await world.end('synapse');
  await world.start('analyst', settings);
  service = await world.as({ subject: 'orchestrator-core', roles: ['service'] });
  await expect.poll(() => world.log, { timeout: 60_000 }).toContain('Synapse cannot be asked for failures now');
  expect(await clusters()).toEqual(expected);
});
