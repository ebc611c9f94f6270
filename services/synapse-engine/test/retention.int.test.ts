import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import { ApplyChangesRequest, type Change, SemanticEngineService as Engine } from '@panal/shared-types/synapse';
import { dateTime, entity, insert, literal, quad, rdfType, selectRows, vocabulary } from '@panal/synapse-client';
import { until } from '@panal/testkit';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
const DAY_MS = 86_400_000;
let service: GrpcChannel;

const transition = vocabulary('swarm', 'Transition');
const agedBy = (id: string, days: number, atTime = 'generatedAtTime'): Change[] => {
  const subject = entity('transition', id);
  return [
    insert(quad(subject, rdfType, transition)),
    insert(quad(subject, vocabulary('swarm', 'toState'), literal('done'))),
    insert(quad(subject, vocabulary('prov', atTime), dateTime(Date.now() - days * DAY_MS))),
  ];
};
const left = async () => {
  const rows = await selectRows(service, `SELECT DISTINCT ?s WHERE { ?s a ${transition} } ORDER BY ?s`, { namespace: 'aging' });
  return rows.map((row) => row['s']?.value.split('/').at(-1) ?? '').toSorted((a, b) => (a < b ? -1 : 1));
};

beforeAll(async () => {
  await synapse.initialise();
  const rule = { type: 'http://swarm.os/ontology/Transition', days: 30, namespace: 'aging' };
  synapse.settings['PANAL_SYNAPSE_RETENTION'] = JSON.stringify([rule]);
  synapse.settings['PANAL_SYNAPSE_RETENTION_EVERY_MS'] = '1000';
  await synapse.start();
  service = await synapse.channel('service');
});
afterAll(() => synapse.remove());

test('what is older than its class may become is forgotten, whole; the rest stays', async () => {
  const untimed = entity('transition', 'untimed');
  const old = Array.from({ length: 1_200 }, (_, index) => agedBy(`old-${index}`, 31 + (index % 100))).flat();
  const changes = [
    ...old,
    ...agedBy('young', 29),
    ...agedBy('revived', 40),
    ...agedBy('revived', 1, 'endedAtTime'),
    insert(quad(untimed, rdfType, transition)),
    insert(quad(entity('task', 'old'), vocabulary('prov', 'generatedAtTime'), dateTime(0))),
  ];
  const request = { namespace: 'aging', journalId: 'aging', firstPosition: 1, lastPosition: 1, changes };
  await service.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(request));
  await until(async () => ((await left()).length === 3 ? true : undefined), 'the old ones to be forgotten');
  expect(await left()).toEqual(['revived', 'untimed', 'young']);
  const [row] = await selectRows(service, 'SELECT (COUNT(*) AS ?c) WHERE { ?s ?p ?o }', { namespace: 'aging' });
  expect(Number(row?.['c']?.value)).toBe(3 + 4 + 1 + 1);
});
