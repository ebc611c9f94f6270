// Acknowledged (flushed) quads per second of a real Synapse with 16 clients × 10 quads a call, against the same quads loaded into a bare
// Oxigraph in this process: no durability, no wire. Clients and server share the machine, so the ratio is what travels.
import { readFileSync } from 'node:fs';
import oxigraph from 'oxigraph';
import { ApplyChangesRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import { entity, insert, literal, quad, selectRows, vocabulary } from '@panal/synapse-client';
import { SynapseProcess } from '../services/synapse-engine/test/synapse-process.ts';

const CLIENTS = 16;
const QUADS_PER_CALL = 10;
const WARM_UP_MS = 3_000;
const RUN_MS = 5_000;
const CALLS_OF_BARE = 10_000;
// Of Linux, which is where /proc is.
const TICKS_PER_SECOND = 100;

const quadsOf = (client: number, call: number): string[] =>
  Array.from({ length: QUADS_PER_CALL }, (_, index) =>
    quad(entity('task', `${client}-${call}`), vocabulary('swarm', `property${index}`), literal(`value ${index} of call ${call}`)),
  );

const cpuSecondsOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

async function runClient(synapse: SynapseProcess, client: number, untilMs: number): Promise<number[]> {
  const channel = await synapse.channel('service');
  const latencies: number[] = [];
  for (let call = 1; performance.now() < untilMs; call += 1) {
    const request = ApplyChangesRequest.fromPartial({
      namespace: 'bench',
      journalId: `client-${client}`,
      firstPosition: call,
      lastPosition: call,
      changes: quadsOf(client, call).map(insert),
    });
    const begunMs = performance.now();
    await channel.call(SemanticEngineService.applyChanges, request);
    latencies.push(performance.now() - begunMs);
  }
  return latencies;
}

const runClients = (synapse: SynapseProcess, firstClient: number, untilMs: number): Promise<number[][]> =>
  Promise.all(Array.from({ length: CLIENTS }, (_, index) => runClient(synapse, firstClient + index, untilMs)));

async function measureSynapse(synapse: SynapseProcess) {
  const warmUp = await runClients(synapse, CLIENTS, performance.now() + WARM_UP_MS);
  const begunMs = performance.now();
  const cpuBefore = cpuSecondsOf(synapse.service.pid);
  const runs = await runClients(synapse, 0, begunMs + RUN_MS);
  const seconds = (performance.now() - begunMs) / 1000;
  const reader = await synapse.channel('service');
  const [row] = await selectRows(reader, 'SELECT (COUNT(*) AS ?c) WHERE { ?s ?p ?o }', { namespace: 'bench', timeoutMs: 60_000 });
  const visibleSeconds = (performance.now() - begunMs) / 1000;
  const latencies = runs.flat().sort((a, b) => a - b);
  const quads = latencies.length * QUADS_PER_CALL;
  const total = quads + warmUp.flat().length * QUADS_PER_CALL;
  const found = Number(row?.['c']?.value);
  if (found !== total) throw new Error(`${total} quads were acknowledged, but ${found} are there`);
  return {
    acknowledgedQuadsPerSecond: Math.round(quads / seconds),
    visibleQuadsPerSecond: Math.round(quads / visibleSeconds),
    p50Ms: rounded(percentile(latencies, 0.5)),
    p99Ms: rounded(percentile(latencies, 0.99)),
    serverCpuMicrosecondsPerQuad: rounded(((cpuSecondsOf(synapse.service.pid) - cpuBefore) * 1e6) / quads),
  };
}

function measureBare(): number {
  const store = new oxigraph.Store();
  const calls = Array.from({ length: CALLS_OF_BARE }, (_, call) => Buffer.from(quadsOf(0, call).join('\n')));
  const begunMs = performance.now();
  for (const bytes of calls) store.load(bytes as never, { format: 'application/n-quads' });
  return Math.round((store.size * 1000) / (performance.now() - begunMs));
}

const synapse = new SynapseProcess();
await synapse.initialise();
synapse.settings['PANAL_LOG_LEVEL'] = 'warn';
synapse.settings['PANAL_SYNAPSE_QUERY_TIMEOUT_MS'] = '60000';
try {
  await synapse.start();
  const durable = await measureSynapse(synapse);
  const bareQuadsPerSecond = measureBare();
  const figures = {
    bench: 'synapse',
    clients: CLIENTS,
    quadsPerCall: QUADS_PER_CALL,
    ...durable,
    bareOxigraphQuadsPerSecond: bareQuadsPerSecond,
    ratioToBare: rounded(durable.acknowledgedQuadsPerSecond / bareQuadsPerSecond, 2),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await synapse.remove();
}
