// Writers in a process of their own, as cheap as they can be: requests are encoded before the clock starts and sent as gRPC frames over
// node:http2. Reads its task as JSON from standard input's first line; prints latencies and its own CPU time as JSON.
import { type ClientHttp2Session, type IncomingHttpHeaders, connect } from 'node:http2';
import { createInterface } from 'node:readline';
import { ApplyChangesReply, ApplyChangesRequest, IngestAcks, IngestBatches } from '@panal/shared-types/synapse';
import { spendQuad } from './synapse-data.ts';

export interface LoadTask {
  readonly port: number;
  readonly token: string;
  readonly namespace: string;
  readonly clients: number;
  readonly quadsPerCall: number;
  readonly callsPerClient: number;
  /** Batches that a client keeps under way on a stream of its own; unset: one unary call after the other. */
  readonly window?: number;
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
const STREAM_PATH = '/semantic_engine.SemanticEngine/IngestStream';
const FRAME_HEAD_BYTES = 5;
function requestOf(task: LoadTask, client: number, call: number): ApplyChangesRequest {
  const first = task.firstQuad + (client * task.callsPerClient + call - 1) * task.quadsPerCall;
  return ApplyChangesRequest.fromPartial({
    namespace: task.namespace,
    journalId: `${task.name}-${client}`,
    firstPosition: call,
    lastPosition: call,
    changes: Array.from({ length: task.quadsPerCall }, (_, index) => ({ remove: false, quad: spendQuad(first + index) })),
  });
}

function frameOf(...parts: readonly Uint8Array[]): Buffer {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32BE(size, 1);
  return Buffer.concat([head, ...parts]);
}

/** Requests as they go out: a frame for each unary call, or the one field of a message, which may hold several of them. */
function encoded(task: LoadTask, client: number, call: number): Buffer {
  const request = requestOf(task, client, call);
  if (task.window === undefined) return frameOf(ApplyChangesRequest.encode(request).finish());
  const batch = { number: call, content: { $case: 'changes' as const, value: request } };
  return Buffer.from(IngestBatches.encode({ batches: [batch] }).finish());
}

const headersOf = (task: LoadTask, path: string) => ({
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/grpc',
  te: 'trailers',
  authorization: `Bearer ${task.token}`,
});

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

/** Messages of a stream, as they become whole. */
function* messagesIn(held: { bytes: Buffer }): Generator<IngestAcks> {
  while (held.bytes.length >= FRAME_HEAD_BYTES) {
    const end = FRAME_HEAD_BYTES + held.bytes.readUInt32BE(1);
    if (held.bytes.length < end) return;
    yield IngestAcks.decode(held.bytes.subarray(FRAME_HEAD_BYTES, end));
    held.bytes = held.bytes.subarray(end);
  }
}

/** Keeps `window` batches under way until all are acknowledged; those that wait at once go in one message. */
function runStream(task: LoadTask, session: ClientHttp2Session, batches: readonly Buffer[]): Promise<number[]> {
  const { window = 1 } = task;
  return new Promise((resolve, reject) => {
    const stream = session.request(headersOf(task, STREAM_PATH));
    const held: { bytes: Buffer } = { bytes: Buffer.alloc(0) };
    const sentMs: number[] = [];
    const latencies: number[] = [];
    const send = (): void => {
      const next = batches.slice(sentMs.length, latencies.length + window);
      if (next.length === 0) return;
      const nowMs = performance.now();
      for (const _ of next) sentMs.push(nowMs);
      stream.write(frameOf(...next));
    };
    stream.on('data', (chunk: Buffer) => {
      held.bytes = held.bytes.length === 0 ? chunk : Buffer.concat([held.bytes, chunk]);
      for (const { acks } of messagesIn(held)) {
        for (const { number, outcome } of acks) {
          if (outcome?.$case !== 'changes' || outcome.value.duplicate || number !== latencies.length + 1)
            return reject(new Error(`batch ${number} was not acknowledged: ${JSON.stringify(outcome)}`));
          latencies.push(performance.now() - (sentMs[number - 1] ?? 0));
        }
      }
      if (latencies.length < batches.length) return send();
      stream.end();
      resolve(latencies);
    });
    stream.on('trailers', (fields) => {
      if (latencies.length < batches.length) reject(new Error(`the stream ended: ${JSON.stringify(fields)}`));
    });
    stream.on('error', reject);
    send();
  });
}

async function runUnary(task: LoadTask, session: ClientHttp2Session, frames: readonly Buffer[]): Promise<number[]> {
  const latencies: number[] = [];
  const headers = headersOf(task, PATH);
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
    frames: Array.from({ length: task.callsPerClient }, (_unused, call) => encoded(task, client, call + 1)),
  }));
  const cpuBefore = process.cpuUsage();
  const begunMs = performance.now();
  const runClient = task.window === undefined ? runUnary : runStream;
  const latencies = await Promise.all(work.map(({ session, frames }) => runClient(task, session, frames)));
  const seconds = (performance.now() - begunMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const { session } of work) session.close();
  const latenciesMs = latencies.flat();
  return { seconds, cpuSeconds: (user + system) / 1e6, quads: latenciesMs.length * task.quadsPerCall, latenciesMs };
}

const lines = createInterface({ input: process.stdin });
for await (const line of lines) process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as LoadTask))}\n`);
