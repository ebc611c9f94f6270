/** The journal of a real Synapse is trimmed behind its stored graphs; what is gone is said to be gone, and a start needs none of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApplyChangesRequest, SemanticEngineService as Engine, WatchChangesRequest } from '@panal/shared-types/synapse';
import { selectRows } from '@panal/synapse-client';
import { SynapseProcess } from './synapse-process.ts';

const BATCHES = 10;
const QUADS = 5_000;
const namespace = 'kept';
const synapse = new SynapseProcess();

beforeAll(async () => {
  await synapse.initialise();
  Object.assign(synapse.settings, {
    PANAL_LOG_LEVEL: 'debug',
    PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES: '100',
    PANAL_SYNAPSE_JOURNAL_KEEP_RECORDS: '0',
    PANAL_SYNAPSE_JOURNAL_KEEP_DAYS: '0',
  });
  await synapse.start();
});
afterAll(() => synapse.remove());

async function write(position: number): Promise<void> {
  const channel = await synapse.channel('service');
  // The same quads with other texts, so that the graph stays small while the journal grows.
  const quad = (index: number, at: number) => `<urn:s${index}> <urn:p> "${String(at).padStart(600, '.')}" .`;
  const quads = Array.from({ length: QUADS }, (_, index) => index);
  const changes = [
    ...quads.map((index) => ({ remove: true, quad: quad(index, position - 1) })),
    ...quads.map((index) => ({ remove: false, quad: quad(index, position) })),
  ];
  const request = { namespace, journalId: 'feed', firstPosition: position, lastPosition: position, changes };
  await channel.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(request));
}

async function firstKept(): Promise<number> {
  const channel = await synapse.channel('service');
  try {
    for await (const record of channel.serverStream(Engine.watchChanges, WatchChangesRequest.fromPartial({ fromPosition: 1 }))) {
      return record.position;
    }
  } catch (error) {
    expect((error as Error).message).toContain('Export the graph first');
    return Number(/before position (\d+)/.exec((error as Error).message)?.[1]);
  }
  return 0;
}

test(
  'old records go once stored graphs have them, and the graph and its feeds start without them',
  { timeout: 240_000 },
  async () => {
    for (let position = 1; position <= BATCHES; position += 1) await write(position);
    await expect.poll(firstKept, { timeout: 150_000, interval: 500 }).toBeGreaterThan(1);
    await synapse.end('SIGKILL');
    await synapse.start();
    const channel = await synapse.channel('service');
    const rows = await selectRows(channel, 'SELECT (COUNT(*) AS ?c) (MIN(?o) AS ?m) WHERE { ?s <urn:p> ?o }', { namespace });
    expect(rows[0]?.['c']?.value).toBe(String(QUADS));
    expect(rows[0]?.['m']?.value).toBe(String(BATCHES).padStart(600, '.'));
    await write(BATCHES + 1);
  },
);
