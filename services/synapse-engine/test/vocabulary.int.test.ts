/** What services write is checked against the vocabulary, through real processes: shapes, quarantine, words that hold one value. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMemoryJournal } from '@panal/journal';
import { type GrpcChannel, createLogger } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  type Change,
  ListQuarantineRequest,
  ResolveQuarantineRequest,
  SemanticEngineService as Engine,
} from '@panal/shared-types/synapse';
import {
  entity,
  insert,
  integer,
  literal,
  quad,
  rdfType,
  remove,
  selectRows,
  startSynapseFeed,
  usd,
  vocabulary,
} from '@panal/synapse-client';
import { until } from '@panal/testkit';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
const log = createLogger({ service: 'test', level: 'silent' });
let service: GrpcChannel;
let operator: GrpcChannel;
let writers = 0;

const swarm = (name: string) => vocabulary('swarm', name);

beforeAll(async () => {
  await synapse.initialise();
  await start();
});
afterAll(() => synapse.remove());

async function start(): Promise<void> {
  await synapse.start();
  service = await synapse.channel('service');
  operator = await synapse.channel('operator');
}

/** A writer with a journal of its own, which sends one batch a call. */
function writer(namespace = '') {
  const journalId = `writer-${++writers}`;
  let position = 0;
  return async (changes: Change[], quarantine = false) => {
    const request = { namespace, journalId, firstPosition: position + 1, lastPosition: position + 1, changes, quarantine };
    const reply = await service.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(request));
    position += 1;
    return reply;
  };
}

const quarantined = async () =>
  (await operator.call(Engine.listQuarantine, ListQuarantineRequest.fromPartial({ withChanges: true }))).batches;
const resolve = (position: number, apply: boolean) =>
  operator.call(Engine.resolveQuarantine, ResolveQuarantineRequest.fromPartial({ position, apply }));
const valuesOf = async (kind: string, id: string, name: string) => {
  const query = `SELECT ?v WHERE { ${entity(kind, id)} ${swarm(name)} ?v } ORDER BY ?v`;
  return (await selectRows(service, query)).map((row) => row['v']?.value);
};

function spend(id: string, amount = usd(12_000_000)): Change[] {
  const subject = entity('spend', id);
  return [
    insert(quad(subject, rdfType, swarm('SpendEvent'))),
    insert(quad(subject, swarm('amount'), amount)),
    insert(quad(subject, swarm('date'), literal('2026-11-22'))),
    insert(quad(subject, swarm('model'), literal('m'))),
    insert(quad(subject, swarm('tokens'), integer(12))),
  ];
}

test('a batch that keeps the shapes is taken', async () => {
  await writer()(spend('sound'));
  expect(await valuesOf('spend', 'sound', 'amount')).toEqual(['0.012']);
});

test('a batch that breaks a shape is refused, and the refusal names the thing, the word and the rule', async () => {
  const failure = await writer()(spend('text', literal('0.012'))).catch((error: unknown) => error);
  expect((failure as Error).message).toMatch(/http:\/\/swarm\.os\/spend\/text> <.*amount>: .*decimal/);
  expect(await valuesOf('spend', 'text', 'amount')).toEqual([]);
});

test('kept in quarantine: the feed goes on, the graph has nothing of it, a person applies or discards it', async () => {
  const write = writer();
  expect(await write(spend('kept', literal('1')), true)).toMatchObject({ quarantined: true });
  expect(await write(spend('after'))).toMatchObject({ quarantined: false, feedPosition: 2 });
  expect(await write(spend('unwanted', literal('1')), true)).toMatchObject({ quarantined: true });
  expect(await valuesOf('spend', 'kept', 'amount')).toEqual([]);
  expect(await valuesOf('spend', 'after', 'amount')).toEqual(['0.012']);

  const [unwanted, kept] = await quarantined();
  expect(kept).toMatchObject({ namespace: 'panal', lastPosition: 1, count: 5 });
  expect(kept?.changes).toHaveLength(5);
  await resolve(kept!.position, true);
  await resolve(unwanted!.position, false);
  expect(await valuesOf('spend', 'kept', 'amount')).toEqual(['1']);
  expect(await valuesOf('spend', 'unwanted', 'amount')).toEqual([]);
  expect(await quarantined()).toEqual([]);
  await expect(resolve(kept!.position, true)).rejects.toThrow('is kept at position');
});

test('quarantine survives kill -9', async () => {
  await writer()(spend('dark', literal('1')), true);
  await synapse.end('SIGKILL');
  await start();
  const [batch] = await quarantined();
  expect(batch?.reason).toContain('amount');
  await resolve(batch!.position, false);
});

test('a word that holds one value: a new one retires the old one, in the graph and within a batch', async () => {
  const agent = entity('agent', 'moody');
  const status = (value: string) => insert(quad(agent, swarm('status'), literal(value)));
  const specialty = (value: string) => insert(quad(agent, swarm('specialty'), literal(value)));
  await writer()([insert(quad(agent, rdfType, swarm('Agent'))), insert(quad(agent, swarm('role'), literal('coder')))]);
  await writer()([status('idle'), specialty('ts')]);
  expect(await valuesOf('agent', 'moody', 'status')).toEqual(['idle']);
  await writer()([status('busy'), status('say "hi"\n'), specialty('python')]);
  expect(await valuesOf('agent', 'moody', 'status')).toEqual(['say "hi"\n']);
  await writer()([status('say "hi"\n')]);
  expect(await valuesOf('agent', 'moody', 'status')).toEqual(['say "hi"\n']);
  await writer()([remove(quad(agent, swarm('status'), literal('say "hi"\n')))]);
  expect(await valuesOf('agent', 'moody', 'status')).toEqual([]);
  expect(await valuesOf('agent', 'moody', 'specialty')).toEqual(['python', 'ts']);
});

test('values of one slot written by many at once: one is left', async () => {
  const rule = entity('rule', 'contested');
  const stages = ['candidate', 'shadow', 'canary', 'binding', 'retired'];
  await Promise.all(stages.map((stage) => writer()([insert(quad(rule, swarm('stage'), literal(stage)))])));
  expect(await valuesOf('rule', 'contested', 'stage')).toHaveLength(1);
});

test('other namespaces hold what their owners like', async () => {
  await writer('elsewhere')(spend('free', literal('much')));
  const query = `SELECT ?v WHERE { ${entity('spend', 'free')} ${swarm('amount')} ?v }`;
  expect(await selectRows(service, query, { namespace: 'elsewhere' })).toHaveLength(1);
});

test('a feed finds the one record among many that breaks a shape, and everything else arrives', async () => {
  const journal = openMemoryJournal();
  for (let position = 1; position <= 40; position += 1) void journal.append([new Uint8Array([position])], 0);
  const feed = startSynapseFeed({
    journal,
    channel: service,
    log,
    project: ({ position }) => spend(`fed-${position}`, position === 23 ? literal('no number') : usd(position)),
  });
  try {
    await until(() => (feed.position === 40 ? true : undefined), 'the feed to be through');
    const [row] = await selectRows(
      service,
      `SELECT (COUNT(*) AS ?c) WHERE { ?s ${swarm('amount')} ?a FILTER(STRSTARTS(STR(?s), "http://swarm.os/spend/fed-")) }`,
    );
    expect(row?.['c']?.value).toBe('39');
    expect((await quarantined()).map(({ reason }) => reason)).toEqual([expect.stringContaining('fed-23')]);
  } finally {
    await feed.stop();
  }
});
