import { once } from 'node:events';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import {
  type GrpcServer,
  commonSchema,
  createAuthenticator,
  createLogger,
  createMetrics,
  grpcService,
  startGrpcServer,
} from '@panal/kernel/runtime';
import {
  Ack,
  type DispatcherMessage,
  type HeartbeatRequest,
  type OrchestratorServer,
  OrchestratorService,
  RegisterResponse,
  TaskAssignment,
  type TaskResult,
  type WorkerMessage,
} from '@panal/shared-types/orchestrator';
import { Happenings } from '@panal/testkit';

type Stream = ServerDuplexStream<WorkerMessage, DispatcherMessage>;

/** The context of a task in a repository that needs no more than to exist. */
export const contextJson = (over: Record<string, unknown> = {}): string =>
  JSON.stringify({
    version: 1,
    mission: { missionId: 'm1', title: 'A card', description: 'Do it.', project: 'default', stack: 'node' },
    repository: { repositoryId: 'sample', baseBranch: 'main', branch: 'panal/m1', baseCommit: '', headCommit: '' },
    inputs: [],
    findings: [],
    advice: [],
    ...over,
  });

/**
 * A small orchestrator over real gRPC: it gives queued assignments to whoever asks, keeps leases until it is told to drop
 * them, and accepts one result a lease. It can lose connections, ignore messages, go away and come back on the same port.
 */
export class FakeOrchestrator {
  readonly results: TaskResult[] = [];
  readonly heartbeats: HeartbeatRequest[] = [];
  readonly registered: string[] = [];
  readonly metricsUrls: string[] = [];
  readonly readies: number[] = [];
  streamsOpened = 0;
  /** Results that are dropped unanswered before one is acknowledged. */
  ignoreResults = 0;
  port = 0;
  readonly #dataDir: string;
  readonly #queue: { assignment: TaskAssignment; to: string | undefined }[] = [];
  readonly #leases = new Map<string, 'held' | 'lost' | 'done'>();
  readonly #streams = new Set<Stream>();
  readonly #happenings = new Happenings();
  /** Streams with an open credit, by agent. */
  readonly #hungry = new Map<string, Stream>();
  #server: GrpcServer | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  async start(): Promise<void> {
    const unimplemented = (): never => {
      throw new Error('not part of this fake');
    };
    const handlers = {
      ...Object.fromEntries(Object.keys(OrchestratorService).map((name) => [name, unimplemented])),
      registerAgent: (request: { name: string; metricsUrl: string }, context: { principal: { subject: string } }) => {
        this.registered.push(request.name);
        this.metricsUrls.push(request.metricsUrl);
        this.#happenings.happened();
        return RegisterResponse.fromPartial({ agentId: context.principal.subject, accepted: true });
      },
      workStream: (stream: Stream) => this.#opened(stream),
      confirmLease: unimplemented,
    };
    const access = {
      ...Object.fromEntries(Object.keys(OrchestratorService).map((name) => [name, ['agent', 'service']])),
      workStream: ['agent'],
    };
    this.#server = await startGrpcServer(
      {
        common: commonSchema.parse({}),
        port: this.port,
        services: [grpcService<OrchestratorServer>(OrchestratorService, handlers as never, access as never)],
        protoFiles: ['orchestrator.proto'],
        errors: {},
      },
      {
        authenticator: await createAuthenticator(this.#dataDir),
        log: createLogger({ service: 'fake-orchestrator', level: 'silent' }),
        metrics: createMetrics('fake'),
      },
    );
    this.port = this.#server.port;
  }

  /** Cuts every connection and stops listening; `start` brings it back on the same port with its leases. */
  async stop(): Promise<void> {
    this.#hungry.clear();
    await this.#server?.drain(0);
    this.#server = undefined;
  }

  /** Ends the open streams as a broken connection would. */
  breakStreams(): void {
    this.#hungry.clear();
    for (const stream of this.#streams) stream.emit('error', { code: status.UNAVAILABLE, details: 'connection broken' });
  }

  goAway(reconnectAfterMs: number): void {
    this.#hungry.clear();
    this.#send({ $case: 'goingAway', value: { reason: 'restart', reconnectAfterMs } });
  }

  /** Queues an assignment for the agent named `to`, or for whoever asks first. */
  assign(over: Partial<TaskAssignment> & { taskId: string }, to?: string): void {
    const assignment = TaskAssignment.fromPartial({ context: contextJson(), attempt: 1, missionId: 'm1', ...over });
    this.#queue.push({ assignment, to });
    this.#dispatch();
  }

  /** Sends an assignment whether it was asked for or not. */
  force(assignment: Partial<TaskAssignment> & { taskId: string }): void {
    this.#send({ $case: 'assignment', value: TaskAssignment.fromPartial({ context: contextJson(), ...assignment }) });
  }

  stopTask(taskId: string, reason: string): void {
    this.#leases.set(taskId, 'lost');
    this.#send({ $case: 'stop', value: { taskId, reason } });
  }

  /** Ends a lease silently: only the next heartbeat tells. */
  loseLease(taskId: string): void {
    this.#leases.set(taskId, 'lost');
  }

  /** Resolves as soon as the condition holds; checked whenever something arrives. */
  until(condition: () => boolean): Promise<void> {
    return this.#happenings.until(condition);
  }

  #send(kind: NonNullable<DispatcherMessage['kind']>): void {
    for (const stream of this.#streams) stream.write({ kind });
  }

  #opened(stream: Stream): void {
    this.streamsOpened++;
    this.#streams.add(stream);
    const gone = (): void => {
      this.#streams.delete(stream);
      for (const [agentId, hungry] of this.#hungry) if (hungry === stream) this.#hungry.delete(agentId);
    };
    void once(stream, 'close').then(gone, gone);
    stream.on('error', gone);
    stream.on('end', () => stream.end());
    stream.on('data', (message: WorkerMessage) => {
      if (message.kind) this.#received(stream, message.kind);
      this.#happenings.happened();
    });
    this.#happenings.happened();
  }

  #received(stream: Stream, kind: NonNullable<WorkerMessage['kind']>): void {
    if (kind.$case === 'ready') {
      this.readies.push(kind.value.credits);
      if (kind.value.credits > 0) this.#hungry.set(kind.value.agentId, stream);
      else this.#hungry.delete(kind.value.agentId);
      return this.#dispatch();
    }
    if (kind.$case === 'heartbeat') {
      this.heartbeats.push(kind.value);
      const leaseHeld = this.#leases.get(kind.value.taskId) === 'held';
      const reply = { leaseHeld, leaseEndsMs: Date.now() + 30_000, stopReason: '' };
      stream.write({ kind: { $case: 'heartbeat', value: { taskId: kind.value.taskId, reply } } });
      return;
    }
    this.results.push(kind.value);
    if (this.ignoreResults-- > 0) return;
    const { taskId } = kind.value;
    const ok = this.#leases.get(taskId) !== 'lost';
    if (ok) this.#leases.set(taskId, 'done');
    const ack = Ack.fromPartial({ ok, message: ok ? 'accepted' : 'the lease is over' });
    stream.write({ kind: { $case: 'result', value: { taskId, ack } } });
  }

  #dispatch(): void {
    for (const [agentId, stream] of this.#hungry) {
      const index = this.#queue.findIndex(({ to }) => to === undefined || to === agentId);
      if (index < 0) continue;
      const assignment = this.#queue.splice(index, 1)[0]!.assignment;
      this.#hungry.delete(agentId);
      this.#leases.set(assignment.taskId, 'held');
      stream.write({ kind: { $case: 'assignment', value: assignment } });
    }
  }
}
