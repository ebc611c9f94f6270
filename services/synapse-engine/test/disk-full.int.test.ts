/** A disk without room, by a limit on the size of the files of a real process, that is lifted again. */
import { spawnSync } from 'node:child_process';
import { status } from '@grpc/grpc-js';
import {
  EmptyRequest,
  IngestRequest,
  ResolveRequest,
  SemanticEngineService as Engine,
  SparqlRequest,
} from '@panal/shared-types/synapse';
import { selectRows } from '@panal/synapse-client';
import { until } from '@panal/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SynapseProcess } from './synapse-process.ts';

const namespace = 'full';
const BATCH = 50;
const synapse = new SynapseProcess();

beforeEach(async () => {
  await synapse.initialise();
  synapse.settings['PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES'] = '100';
  await synapse.start();
});
afterEach(() => synapse.remove());

/** The soft limit only, so that it can be lifted. */
function limitFiles(bytes: string): void {
  const { pid } = synapse.service;
  const done = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], { encoding: 'utf8' });
  expect([done.status, done.stderr]).toEqual([0, '']);
}

const metric = async (): Promise<string | undefined> => {
  const headers = { authorization: `Bearer ${await synapse.token('viewer')}` };
  const text = await (await fetch(`${synapse.service.httpUrl}/metrics`, { headers })).text();
  return /^panal_synapse_disk_full(?:\{.*\})? (\d)$/m.exec(text)?.[1];
};
const readiness = async () => (await fetch(`${synapse.service.httpUrl}/readyz`)).status;

test('while files cannot grow, writes are refused and questions answered; with room again all goes on, and each batch is there once', async () => {
  const channel = await synapse.channel('service');
  const write = (number: number, timeoutMs: number) => {
    const triples = Array.from({ length: BATCH }, (_, part) => ({
      subject: `urn:${number}`,
      predicate: 'urn:part',
      object: `"${part}"`,
    }));
    const request = IngestRequest.fromPartial({ namespace, triples, idempotencyKey: `key-${number}` });
    return channel.call(Engine.ingestTriples, request, { timeoutMs });
  };
  const counts = async () => {
    const rows = await selectRows(channel, 'SELECT ?s (COUNT(?o) AS ?c) { ?s <urn:part> ?o } GROUP BY ?s ORDER BY ?s', {
      namespace,
    });
    return rows.map(({ s, c }) => `${s?.value} ${c?.value}`);
  };
  for (let number = 1; number <= 4; number += 1) await write(number, 60_000);
  const { nodeId } = await channel.call(Engine.resolveId, ResolveRequest.fromPartial({ namespace, content: 'urn:1' }));
  expect([await readiness(), await metric()]).toEqual([200, '0']);

  limitFiles('1');
  // What comes first finds the disk full; it is answered once its record is written.
  const waiting = write(5, 300_000);
  waiting.catch(() => undefined);
  const refused = await until(async () => {
    const error = await write(6, 2_000).then(
      () => undefined,
      (reason: unknown) => reason as { readonly code: number; readonly details: string },
    );
    return error?.code === status.UNAVAILABLE ? error : undefined;
  }, 'a refusal');
  expect(refused.details).toContain('disk is full');
  const all = ['urn:1 50', 'urn:2 50', 'urn:3 50', 'urn:4 50'];
  expect(await counts()).toEqual(all);
  expect([await readiness(), await metric()]).toEqual([503, '1']);
  expect(await channel.call(Engine.resolveId, ResolveRequest.fromPartial({ namespace, content: 'urn:1' }))).toMatchObject({
    nodeId,
  });
  const legacy = await channel.call(Engine.querySparql, SparqlRequest.fromPartial({ namespace, query: 'ASK { <urn:1> ?p ?o }' }));
  expect(JSON.parse(legacy.resultsJson)).toMatchObject({ boolean: true });
  expect(await channel.call(Engine.getStatistics, EmptyRequest.fromPartial({ namespace }))).toMatchObject({ quads: 200 });

  limitFiles('unlimited');
  await waiting;
  for (const number of [5, 6]) await write(number, 60_000);
  expect(await counts()).toEqual([...all, 'urn:5 50', 'urn:6 50']);
  expect([await readiness(), await metric()]).toEqual([200, '0']);
  await synapse.end('SIGKILL');
  await synapse.start();
  const again = await synapse.channel('service');
  const rows = await selectRows(again, 'SELECT (COUNT(?o) AS ?c) { ?s <urn:part> ?o }', { namespace });
  expect(rows[0]?.['c']?.value).toBe('300');
});
