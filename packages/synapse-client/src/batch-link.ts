/**
 * How the batches of a feed go out, one at a time: by one stream while Synapse has it, by single calls where it does not know it.
 *
 *   streaming ──the stream breaks, ends, or answers too late──► the batch under way is rejected; the next one opens a new stream
 *   streaming ──UNIMPLEMENTED──► single calls, until the end
 */
import { type ClientDuplexStream, status } from '@grpc/grpc-js';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  type ApplyChangesReply,
  type ApplyChangesRequest,
  type IngestAck,
  type IngestAcks,
  type IngestBatches,
  SemanticEngineService,
} from '@panal/shared-types/synapse';

export interface LinkCallOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The codes with which a stream that has served may end for no fault of the next batch: the token was renewed, the server moved. */
const WORTH_REOPENING: ReadonlySet<unknown> = new Set([status.UNAUTHENTICATED, status.UNAVAILABLE]);

const failed = (code: status, details: string): Error => Object.assign(new Error(details), { code, details });

/** The stream ended before it answered; `cause` says why. The batch may have been applied. */
class StreamBroken extends Error {
  override readonly name = 'StreamBroken';
}

type Answer = PromiseWithResolvers<ApplyChangesReply>;

/** One open stream. */
class OpenStream {
  readonly #call: ClientDuplexStream<IngestBatches, IngestAcks>;
  readonly #onOver: () => void;
  #number = 0;
  #answer: Answer | undefined;
  /** Whether it has answered anything. */
  hasServed = false;

  constructor(channel: GrpcChannel, onOver: () => void) {
    this.#onOver = onOver;
    this.#call = channel.duplex(SemanticEngineService.ingestStream);
    this.#call.on('data', ({ acks }: IngestAcks) => {
      for (const ack of acks) this.#take(ack);
    });
    this.#call.on('error', (error) => this.#end(error));
    this.#call.on('end', () => this.#end(failed(status.UNAVAILABLE, 'Synapse ended the stream of batches')));
  }

  send(request: ApplyChangesRequest): Promise<ApplyChangesReply> {
    this.#answer = Promise.withResolvers();
    this.#number += 1;
    this.#call.write({ batches: [{ number: this.#number, content: { $case: 'changes', value: request } }] });
    return this.#answer.promise;
  }

  cancel(error: Error): void {
    this.#end(error);
    this.#call.cancel();
  }

  #take({ number, outcome }: IngestAck): void {
    const answer = this.#answer;
    if (number !== this.#number || !answer) return;
    this.#answer = undefined;
    this.hasServed = true;
    if (outcome?.$case === 'changes') answer.resolve(outcome.value);
    else if (outcome?.$case === 'refused') answer.reject(failed(outcome.value.code, outcome.value.message));
    else answer.reject(failed(status.INTERNAL, 'Synapse answered a batch of changes with something else'));
  }

  #end(cause: Error): void {
    this.#onOver();
    this.#answer?.reject(new StreamBroken(cause.message, { cause }));
    this.#answer = undefined;
  }
}

export class BatchLink {
  readonly #channel: GrpcChannel;
  #stream: OpenStream | undefined;
  #hasStreams = true;

  constructor(channel: GrpcChannel) {
    this.#channel = channel;
  }

  /** Sends a batch, the only one under way; resolves and rejects as the call ApplyChanges does. */
  async apply(request: ApplyChangesRequest, options: LinkCallOptions): Promise<ApplyChangesReply> {
    if (!this.#hasStreams) return this.#channel.call(SemanticEngineService.applyChanges, request, options);
    const stream = (this.#stream ??= this.#open());
    const { hasServed } = stream;
    const late = failed(status.DEADLINE_EXCEEDED, `no answer within ${options.timeoutMs} ms`);
    const timer = setTimeout(() => stream.cancel(late), options.timeoutMs);
    try {
      return await stream.send(request);
    } catch (error) {
      if (!(error instanceof StreamBroken)) throw error;
      const { code } = error.cause as { code?: unknown };
      if (code === status.UNIMPLEMENTED) this.#hasStreams = false;
      else if (!hasServed || !WORTH_REOPENING.has(code)) throw error.cause;
    } finally {
      clearTimeout(timer);
    }
    return this.apply(request, options);
  }

  /** Ends the stream; a batch under way is rejected. */
  close(): void {
    this.#stream?.cancel(failed(status.CANCELLED, 'the feed was stopped'));
  }

  #open(): OpenStream {
    const stream = new OpenStream(this.#channel, () => {
      if (this.#stream === stream) this.#stream = undefined;
    });
    return stream;
  }
}
