import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { DispatcherMessage, type WorkerMessage, type WorkerReady } from '@panal/shared-types/orchestrator';
import type { Actor } from '../core/state.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';
import type { WorkerStream } from '../shell/stream-hub.ts';
import type { ParkedWorker } from '../shell/worker.ts';
import { actorOf, callingAgent } from './actor.ts';
import { assignmentMessage } from './assignment-message.ts';
import { capabilitiesOf } from './capabilities.ts';
import { beat } from './heartbeat.ts';
import { registeredAgent } from './ready-worker.ts';
import { acceptResult } from './submit-result.ts';

type Duplex = ServerDuplexStream<WorkerMessage, DispatcherMessage>;
type Down = NonNullable<DispatcherMessage['kind']>;

/** Most assignments that one stream may wait for. */
const CREDITS_MAX = 1_000;
/** Messages of one stream under way at once; then reading pauses. */
const UNDER_WAY_MAX = 1_024;
const RECONNECT_AFTER_MS = 500;

/** Assignments down; heartbeats, results and credits up. Leases outlive the stream: a worker that reconnects goes on. */
export const workStream =
  (orchestrator: Orchestrator) =>
  (stream: Duplex, context: CallContext): Promise<void> =>
    new Worker(orchestrator, stream, context).run();

class Worker implements WorkerStream {
  readonly #orchestrator: Orchestrator;
  readonly #stream: Duplex;
  readonly #context: CallContext;
  readonly #actor: Actor;
  readonly #parked = new Set<ParkedWorker>();
  #underWay = 0;
  #closed = false;
  #fail: (error: unknown) => void = () => undefined;

  constructor(orchestrator: Orchestrator, stream: Duplex, context: CallContext) {
    this.#orchestrator = orchestrator;
    this.#stream = stream;
    this.#context = context;
    this.#actor = actorOf(context.principal);
  }

  /** Serves the stream; resolves when it ends, rejects with what ended it otherwise. */
  run(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#fail = (error) => {
      this.#release();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    this.#orchestrator.hub.add(this.#actor.subject, this);
    this.#stream.on('data', (message: WorkerMessage) => this.#take(message));
    const close = (): void => {
      this.#release();
      this.#stream.end();
      resolve();
    };
    for (const event of ['end', 'cancelled', 'error']) this.#stream.on(event, close);
    return promise;
  }

  stop(leaseId: string, reason: string): void {
    this.#send({ $case: 'stop', value: { taskId: leaseId, reason } });
  }

  goingAway(reason: string): void {
    this.#unpark();
    this.#send({ $case: 'goingAway', value: { reason, reconnectAfterMs: RECONNECT_AFTER_MS } });
  }

  #send(kind: Down): boolean {
    if (this.#closed) return false;
    this.#stream.write({ kind });
    return true;
  }

  #take(message: WorkerMessage): void {
    this.#underWay += 1;
    if (this.#underWay >= UNDER_WAY_MAX) this.#stream.pause();
    this.#answer(message)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#underWay -= 1;
        if (this.#underWay < UNDER_WAY_MAX && this.#stream.isPaused()) this.#stream.resume();
      });
  }

  async #answer({ kind }: WorkerMessage): Promise<void> {
    switch (kind?.$case) {
      case 'ready':
        return this.#ready(kind.value);
      case 'heartbeat': {
        const { taskId } = kind.value;
        const reply = await beat(this.#orchestrator, kind.value, this.#actor);
        this.#send({ $case: 'heartbeat', value: { taskId, reply } });
        return;
      }
      case 'result': {
        const { taskId } = kind.value;
        callingAgent(this.#context, kind.value.agentId);
        const ack = await acceptResult(this.#orchestrator, kind.value, this.#actor);
        this.#send({ $case: 'result', value: { taskId, ack } });
        return;
      }
      default:
        throw new ServiceError('invalid-argument', 'A message of the stream says nothing that is known.');
    }
  }

  #ready(ready: WorkerReady): void {
    const actor = callingAgent(this.#context, ready.agentId);
    const agent = registeredAgent(this.#orchestrator, actor);
    if (ready.credits + this.#parked.size > CREDITS_MAX)
      throw new ServiceError('invalid-argument', `A stream may have ${CREDITS_MAX} credits at most.`);
    const capabilities = ready.capabilities.length > 0 ? capabilitiesOf(ready.capabilities) : agent.capabilities;
    for (let credit = 0; credit < ready.credits; credit += 1) this.#park(capabilities);
  }

  #park(capabilities: readonly string[]): void {
    const worker: ParkedWorker = {
      actor: this.#actor,
      capabilities,
      heartbeats: true,
      deliver: (delivery) => {
        this.#parked.delete(worker);
        return this.#send({ $case: 'assignment', value: assignmentMessage(delivery) });
      },
    };
    this.#parked.add(worker);
    if (!this.#orchestrator.dispatcher.park(worker))
      throw new ServiceError('overloaded', 'As many workers wait as can. Try again shortly.');
  }

  #unpark(): void {
    for (const worker of this.#parked) this.#orchestrator.dispatcher.parking.remove(worker);
    this.#parked.clear();
  }

  #release(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unpark();
    this.#orchestrator.hub.remove(this.#actor.subject, this);
  }
}
