/** A feed over a network that breaks, stalls and dies silently: every fact arrives once and in order. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMemoryJournal } from '@panal/journal';
import { createLogger } from '@panal/kernel/runtime';
import { ApplyChangesRequest, type Change, SemanticEngineService as Engine } from '@panal/shared-types/synapse';
import { insert, iri, literal, quad, remove, selectRows, startSynapseFeed } from '@panal/synapse-client';
import { FaultProxy, seededRandom, until } from '@panal/testkit';
import { SynapseProcess } from './synapse-process.ts';

const RECORDS = 600;
const RECORDS_PER_CUT = 100;
const SEED = Number(process.env['PANAL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const namespace = 'faults';
const synapse = new SynapseProcess();
const log = createLogger({ service: 'test', level: 'silent' });
let proxy: FaultProxy;

beforeAll(async () => {
  await synapse.initialise();
  await synapse.start();
  proxy = await FaultProxy.start(() => synapse.service.ports['grpc']!);
});
afterAll(async () => {
  await proxy.close();
  await synapse.remove();
});

const channelTo = (address: string) => synapse.service.channel({ subject: 'feeder', roles: ['service'] }, address);

/**
 * Record n adds a fact of its own, says n and takes n - 1 back: applied late or out of order, more than the newest would be left.
 */
function changesOf(journalId: string, position: number): Change[] {
  const at = (value: number): string => quad(iri('urn:feed'), iri(`urn:at:${journalId}`), literal(String(value)));
  const own = quad(iri(`urn:record:${journalId}:${position}`), iri('urn:of'), literal(journalId));
  return [insert(at(position)), remove(at(position - 1)), insert(own)];
}

async function startFeed(address = proxy.address) {
  const journal = openMemoryJournal();
  const channel = await channelTo(address);
  const project = ({ position }: { position: number }): Change[] => changesOf(journal.id, position);
  return { journal, feed: startSynapseFeed({ journal, channel, namespace, log, project }) };
}

async function expectWhole(journalId: string, records: number): Promise<void> {
  const channel = await synapse.channel('service');
  const at = await selectRows(channel, `SELECT ?n WHERE { <urn:feed> <urn:at:${journalId}> ?n }`, { namespace });
  expect(at.map((row) => row['n']?.value)).toEqual([String(records)]);
  const [count] = await selectRows(channel, `SELECT (COUNT(*) AS ?c) WHERE { ?r <urn:of> "${journalId}" }`, { namespace });
  expect(Number(count?.['c']?.value)).toBe(records);
}

test(`cut at any byte, either way, again and again (PANAL_FAULT_SEED=${SEED})`, async () => {
  const random = seededRandom(SEED);
  const anyByte = () => ({ kind: 'cut', afterBytes: Math.floor(random() * 8_000), how: 'reset' }) as const;
  proxy.setFault('to-server', anyByte);
  proxy.setFault('to-client', anyByte);
  const { journal, feed } = await startFeed();
  for (let position = 1; position <= RECORDS; position++) {
    await journal.append([new Uint8Array(1)]);
    if (position % RECORDS_PER_CUT === 0) await proxy.until(() => proxy.broken >= position / RECORDS_PER_CUT, 'another cut');
  }
  proxy.heal();
  await until(() => feed.position === RECORDS || undefined, 'the end of the feed');
  await feed.stop();
  expect(proxy.broken).toBeGreaterThanOrEqual(RECORDS / RECORDS_PER_CUT);
  await expectWhole(journal.id, RECORDS);
});

test('an answer that is lost in a network that dies is asked for again', async () => {
  const { journal, feed } = await startFeed();
  await journal.append([new Uint8Array(1)]);
  await until(() => feed.position === 1 || undefined, 'the first record');
  // What is sent now is applied, but nobody hears of it; then the connection is gone.
  proxy.setFault('to-client', { kind: 'black-hole' });
  await journal.append([new Uint8Array(1)]);
  const reader = await synapse.channel('service');
  const applied = async (): Promise<true | undefined> => {
    const rows = await selectRows(reader, `SELECT ?o WHERE { <urn:record:${journal.id}:2> ?p ?o }`, { namespace });
    return rows.length === 1 || undefined;
  };
  await until(applied, 'the second record');
  expect(feed.position).toBe(1);
  proxy.breakConnections();
  proxy.heal();
  await journal.append([new Uint8Array(1)]);
  await until(() => feed.position === 3 || undefined, 'the rest of the feed');
  await feed.stop();
  await expectWhole(journal.id, 3);
});

test('a Synapse that stands still is waited for', async () => {
  const { journal, feed } = await startFeed();
  await journal.append([new Uint8Array(1)]);
  await until(() => feed.position === 1 || undefined, 'the first record');
  await synapse.service.pause();
  const passed = proxy.bytes['to-server'];
  await journal.append([new Uint8Array(1)]);
  await proxy.until(() => proxy.bytes['to-server'] > passed, 'the sending of the second record');
  expect(feed.position).toBe(1);
  synapse.service.resume();
  await until(() => feed.position === 2 || undefined, 'the second record');
  await feed.stop();
  await expectWhole(journal.id, 2);
});

test('a batch that was stuck in the network comes late and changes nothing', async () => {
  const { journal, feed } = await startFeed(synapse.service.grpcAddress);
  await journal.append([new Uint8Array(1)]);
  await until(() => feed.position === 1 || undefined, 'the first record');
  const stuck = await channelTo(proxy.address);
  const batch = { namespace, journalId: journal.id, firstPosition: 2, lastPosition: 2, changes: changesOf(journal.id, 2) };
  proxy.setFault('to-server', { kind: 'black-hole' });
  const late = stuck.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(batch), { timeoutMs: 60_000 });
  await until(() => proxy.heldBytes('to-server') > 0 || undefined, 'the sending of the second record');
  // Its sender was started again meanwhile, and has sent it and more by another way.
  for (let record = 2; record <= 5; record++) await journal.append([new Uint8Array(1)]);
  await until(() => feed.position === 5 || undefined, 'the rest of the feed');
  proxy.heal();
  await late;
  await feed.stop();
  await expectWhole(journal.id, 5);
});
