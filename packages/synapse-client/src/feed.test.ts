import { Server, ServerCredentials, type ServerDuplexStream, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Journal, type JournalRecord, openMemoryJournal } from '@panal/journal';
import { GrpcChannel, createLogger, createMetrics } from '@panal/kernel/runtime';
import {
  type ApplyChangesReply,
  type ApplyChangesRequest,
  type Change,
  GetFeedPositionReply,
  type IngestAcks,
  type IngestBatches,
  SemanticEngineService,
} from '@panal/shared-types/synapse';
import { type SynapseFeed, startSynapseFeed } from './feed.ts';
import { iri, insert, literal, quad } from './terms.ts';

const failure = (code: status, details: string): Partial<ServiceError> => ({ code, details });

/** The wire of Synapse over a list: applies what follows its position, refuses what `refuses` says, is away while `away`. */
class WireSynapse {
  position = 0;
  readonly applied: ApplyChangesRequest[] = [];
  calls = 0;
  away = false;
  loseReplies = 0;
  refuses: (change: Change) => boolean = () => false;
  /** Whether it knows IngestStream; a stream is broken after so many answers. */
  streams = false;
  streamAnswersMax = Infinity;
  opened = 0;
  #server = new Server();
  #waiting: { done: () => boolean; resolve: () => void }[] = [];

  #openStream(stream: ServerDuplexStream<IngestBatches, IngestAcks>): void {
    let answers = 0;
    if (!this.streams) return void stream.emit('error', failure(status.UNIMPLEMENTED, 'not known'));
    this.opened += 1;
    stream.on('error', () => undefined);
    stream.on('data', ({ batches }: IngestBatches) => {
      for (const { number, content } of batches) {
        if (content?.$case !== 'changes') throw new Error('the feed sends changes');
        this.calls += 1;
        const refusal = this.#decide(content.value);
        const value = { position: 1, duplicate: false, quarantined: false, feedPosition: this.position };
        const refused = { code: refusal?.code ?? 0, message: refusal?.details ?? '' };
        answers += 1;
        if (answers > this.streamAnswersMax) return void stream.emit('error', failure(status.UNAUTHENTICATED, 'expired'));
        stream.write({
          acks: [{ number, outcome: refusal ? { $case: 'refused', value: refused } : { $case: 'changes', value } }],
          windowBatches: 0,
          windowBytes: 0,
        });
      }
      this.#waiting = this.#waiting.filter((waiter) => !waiter.done() || waiter.resolve());
    });
  }

  async start(): Promise<GrpcChannel> {
    this.#server.addService(SemanticEngineService, {
      getFeedPosition: (_call: unknown, reply: (error: unknown, value?: unknown) => void) =>
        reply(
          this.away ? failure(status.UNAVAILABLE, 'away') : null,
          GetFeedPositionReply.fromPartial({ lastPosition: this.position }),
        ),
      ingestStream: (stream: ServerDuplexStream<IngestBatches, IngestAcks>) => this.#openStream(stream),
      applyChanges: (call: { request: ApplyChangesRequest }, reply: (error: unknown, value?: ApplyChangesReply) => void) => {
        this.calls += 1;
        reply(this.#decide(call.request), { position: 1, duplicate: false, quarantined: false, feedPosition: this.position });
        this.#waiting = this.#waiting.filter((waiter) => !waiter.done() || waiter.resolve());
      },
    } as never);
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return new GrpcChannel({ address: `127.0.0.1:${port}`, token: () => 'test' });
  }

  #decide(request: ApplyChangesRequest): Partial<ServiceError> | null {
    if (this.away) return failure(status.UNAVAILABLE, 'away');
    if (request.lastPosition <= this.position) return null;
    if (request.firstPosition !== this.position + 1) return failure(status.FAILED_PRECONDITION, `expected ${this.position + 1}`);
    if (request.changes.some(this.refuses)) return failure(status.INVALID_ARGUMENT, 'a term is not valid');
    this.applied.push(request);
    this.position = request.lastPosition;
    if (this.loseReplies === 0) return null;
    this.loseReplies -= 1;
    return failure(status.UNAVAILABLE, 'the reply was lost');
  }

  /** Resolves when the condition holds after some call. */
  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ done, resolve }));
  }

  values(): string[] {
    return this.applied.flatMap((request) => request.changes.map((change) => /"(.*)"/.exec(change.quad)![1]!));
  }

  close(): void {
    this.#server.forceShutdown();
  }
}

let synapse: WireSynapse;
let channel: GrpcChannel;
let journal: Journal;
let feed: SynapseFeed | undefined;
let logged: Record<string, unknown>[];

const text = new TextDecoder();
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);
const log = createLogger({
  service: 'test',
  level: 'info',
  stream: { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) },
});
const factOf = (value: string): Change => insert(quad(iri('urn:s'), iri('urn:p'), literal(value)));
/** A record `a b` means two facts; an empty one means none; `bug` is one that the projection cannot take. */
const project = (record: JournalRecord): Change[] => {
  const value = text.decode(record.bytes);
  if (value === 'bug') throw new Error('cannot project this');
  return value.split(' ').filter(Boolean).map(factOf);
};
const start = (more: Partial<Parameters<typeof startSynapseFeed>[0]> = {}): SynapseFeed =>
  (feed = startSynapseFeed({ journal, channel, project, log, ...more }));
const append = (...values: string[]) => journal.append(values.map(bytes));

beforeEach(async () => {
  synapse = new WireSynapse();
  channel = await synapse.start();
  journal = openMemoryJournal();
  logged = [];
});

afterEach(async () => {
  await feed?.stop();
  feed = undefined;
  channel.close();
  synapse.close();
});

describe.each([
  ['a stream', true],
  ['single calls', false],
])('by %s', (_name, streams) => {
  beforeEach(() => {
    synapse.streams = streams;
  });

  test('what is in the journal and what comes later arrives in order', async () => {
    await append('a', 'b c');
    const running = start();
    await synapse.until(() => synapse.position === 2);
    await append('d');
    await synapse.until(() => synapse.position === 3);
    expect(synapse.values()).toEqual(['a', 'b', 'c', 'd']);
    await expect.poll(() => running.position).toBe(3);
  });

  test('the feed goes on from where Synapse stands', async () => {
    await append('a', 'b', 'c');
    synapse.position = 2;
    start();
    await synapse.until(() => synapse.position === 3);
    expect(synapse.values()).toEqual(['c']);
  });

  test('a batch holds at most 500 records and, beyond one record, 5,000 changes', async () => {
    const many = Array.from({ length: 900 }, (_, index) => `f${index}`).join(' ');
    await append(...Array.from({ length: 1_100 }, () => 'x'), ...Array.from({ length: 10 }, () => many));
    start();
    await synapse.until(() => synapse.position === 1_110);
    for (const request of synapse.applied) {
      expect(request.lastPosition - request.firstPosition).toBeLessThan(500);
      expect(request.changes.length).toBeLessThanOrEqual(5_000);
    }
    expect(synapse.values()).toHaveLength(1_100 + 9_000);
  });

  test('records that change nothing go with the next one that does', async () => {
    await append('', '', 'a', '');
    start();
    await synapse.until(() => synapse.position >= 3);
    expect(synapse.values()).toEqual(['a']);
    await append('');
    await synapse.until(() => synapse.position === 5);
    expect(synapse.calls).toBeLessThanOrEqual(3);
  });

  test('while Synapse is away the batch is tried again, and a lost reply doubles nothing', async () => {
    synapse.away = true;
    await append('a', 'b');
    start();
    await expect.poll(() => logged.some((line) => String(line['msg']).includes('trying on'))).toBe(true);
    synapse.loseReplies = 2;
    synapse.away = false;
    await synapse.until(() => synapse.position === 2);
    await append('c');
    await synapse.until(() => synapse.position === 3);
    expect(synapse.values()).toEqual(['a', 'b', 'c']);
    await expect.poll(() => logged.some((line) => String(line['msg']).includes('answers again'))).toBe(true);
  });

  test('a batch that found Synapse away arrives later, without waiting for another record', async () => {
    await append('a');
    start();
    await synapse.until(() => synapse.position === 1);
    synapse.away = true;
    const { calls } = synapse;
    await append('b');
    await synapse.until(() => synapse.calls > calls + 1);
    synapse.away = false;
    await synapse.until(() => synapse.position === 2);
    expect(synapse.values()).toEqual(['a', 'b']);
  });

  test('a record that Synapse refuses is skipped alone, named and counted', async () => {
    synapse.refuses = (change) => change.quad.includes('bad');
    const metrics = createMetrics('test');
    await append('a', 'b', 'bad worse', '', 'c', 'bad', 'd');
    start({ metrics });
    await synapse.until(() => synapse.position === 7);
    expect(synapse.values()).toEqual(['a', 'b', 'c', 'd']);
    const errors = logged.filter((line) => line['level'] === 'error');
    expect(errors.map((line) => line['position'])).toEqual([3, 6]);
    expect(errors[0]!['reason']).toBe('a term is not valid');
    await expect.poll(() => metrics.render()).toMatch(/panal_synapse_feed_changes_total\{service="test"\} 4/);
    expect(await metrics.render()).toMatch(/panal_synapse_feed_skipped_records_total\{reason="refused",service="test"\} 2/);
  });

  test('a record that cannot be projected or is too large to send is skipped', async () => {
    await append('a', 'bug', 'b', `${'x'.repeat(2_100_000)}`, 'c');
    start();
    await synapse.until(() => synapse.position === 5);
    expect(synapse.values()).toEqual(['a', 'b', 'c']);
    expect(logged.filter((line) => line['level'] === 'error').map((line) => line['position'])).toEqual([2, 4]);
  });

  test('a Synapse that lost its data gets the whole journal again', async () => {
    await append('a', 'b');
    start();
    await synapse.until(() => synapse.position === 2);
    synapse.position = 0;
    synapse.applied.length = 0;
    await append('c');
    await synapse.until(() => synapse.position === 3);
    expect(synapse.values()).toEqual(['a', 'b', 'c']);
  });

  test('a journal older than what Synapse has seen is not fed over it', async () => {
    synapse.position = 9;
    await append('a');
    start();
    await expect.poll(() => logged.some((line) => String(line['reason']).includes('Restore both from the same time'))).toBe(true);
    expect(synapse.calls).toBe(0);
  });

  test('stop ends a feed that waits for records, and one that waits for Synapse', async () => {
    const idle = start();
    await idle.stop();
    synapse.away = true;
    await append('a');
    const waiting = start();
    await waiting.stop();
    expect(synapse.values()).toEqual([]);
  });

  test('a name that is no namespace is refused at once', () => {
    expect(() => start({ namespace: '../x' })).toThrow('no namespace');
  });
});

test('a stream that ends with its token is opened anew, and its batch sent again, without a failure', async () => {
  synapse.streams = true;
  synapse.streamAnswersMax = 1;
  start();
  for (const [index, value] of ['a', 'b', 'c'].entries()) {
    await append(value);
    await synapse.until(() => synapse.position === index + 1);
  }
  expect(synapse.values()).toEqual(['a', 'b', 'c']);
  expect(synapse.opened).toBeGreaterThan(1);
  expect(logged.filter((line) => line['level'] === 'warn')).toEqual([]);
});
