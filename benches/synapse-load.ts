// Writers in a process of their own, as cheap as they can be: requests are encoded before the clock starts and sent as gRPC frames over
// node:http2. Reads its task as JSON from standard input's first line; prints latencies and its own CPU time as JSON.
import { type ClientHttp2Session, type IncomingHttpHeaders, connect } from 'node:http2';
import { createInterface } from 'node:readline';
import { ApplyChangesReply, ApplyChangesRequest } from '@panal/shared-types/synapse';
import { spendQuad } from './synapse-data.ts';

export interface LoadTask {
  readonly port: number;
  readonly token: string;
  readonly namespace: string;
  readonly clients: number;
  readonly quadsPerCall: number;
  readonly callsPerClient: number;
  readonly name: string;
  /** Of the list of quads; each client goes on from its own stretch. */
  readonly firstQuad: number;
}

export interface LoadReport {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly quads: number;
  readonly latenciesMs: number[];
}

const PATH = '/semantic_engine.SemanticEngine/ApplyChanges';
const FRAME_HEAD_BYTES = 5;
function frameOf(task: LoadTask, client: number, call: number): Buffer {
  const first = task.firstQuad + (client * task.callsPerClient + call - 1) * task.quadsPerCall;
  const message = ApplyChangesRequest.encode(
    ApplyChangesRequest.fromPartial({
      namespace: task.namespace,
      journalId: `${task.name}-${client}`,
      firstPosition: call,
      lastPosition: call,
      changes: Array.from({ length: task.quadsPerCall }, (_, index) => ({ remove: false, quad: spendQuad(first + index) })),
    }),
  ).finish();
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, FRAME_HEAD_BYTES);
  return frame;
}

/** One call; rejects unless it was acknowledged. */
function send(session: ClientHttp2Session, headers: Record<string, string>, frame: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers);
    let answer: Buffer = Buffer.alloc(0);
    let status = '';
    stream.on('data', (chunk: Buffer) => (answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk])));
    const read = (fields: IncomingHttpHeaders): void => {
      const code = fields['grpc-status'];
      if (typeof code === 'string') status = `${code} ${decodeURIComponent([fields['grpc-message'] ?? ''].flat().join(' '))}`;
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('error', reject);
    stream.on('end', () => {
      if (!status.startsWith('0 ')) return reject(new Error(`not acknowledged: ${status}`));
      if (ApplyChangesReply.decode(answer.subarray(FRAME_HEAD_BYTES)).duplicate)
        return reject(new Error('taken for a duplicate'));
      resolve();
    });
    stream.end(frame);
  });
}

async function runClient(task: LoadTask, session: ClientHttp2Session, frames: readonly Buffer[]): Promise<number[]> {
  const latencies: number[] = [];
  const headers = {
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    authorization: `Bearer ${task.token}`,
  };
  for (const frame of frames) {
    const begunMs = performance.now();
    await send(session, headers, frame);
    latencies.push(performance.now() - begunMs);
  }
  return latencies;
}

async function run(task: LoadTask): Promise<LoadReport> {
  const work = Array.from({ length: task.clients }, (_, client) => ({
    session: connect(`http://127.0.0.1:${task.port}`),
    frames: Array.from({ length: task.callsPerClient }, (_unused, call) => frameOf(task, client, call + 1)),
  }));
  const cpuBefore = process.cpuUsage();
  const begunMs = performance.now();
  const latencies = await Promise.all(work.map(({ session, frames }) => runClient(task, session, frames)));
  const seconds = (performance.now() - begunMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const { session } of work) session.close();
  const latenciesMs = latencies.flat();
  return { seconds, cpuSeconds: (user + system) / 1e6, quads: latenciesMs.length * task.quadsPerCall, latenciesMs };
}

const lines = createInterface({ input: process.stdin });
for await (const line of lines) process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as LoadTask))}\n`);
