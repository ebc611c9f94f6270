import type { ClientDuplexStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  CancelMissionRequest,
  type DispatcherMessage,
  OrchestratorService,
  type TaskAssignment,
  TaskResult,
  WorkerReady,
  type WorkerMessage,
} from '@panal/shared-types/orchestrator';
import { type TestOrchestrator, startTestOrchestrator } from './orchestrator-process.ts';
import { createMission, eventOf, getMission, operatorOf, register } from './people.ts';

type Down = NonNullable<DispatcherMessage['kind']>;
type ValueOf<Case extends Down['$case']> = Extract<Down, { $case: Case }>['value'];

/** A worker's end of a stream, which keeps what it was told. */
class TestWorker {
  readonly stream: ClientDuplexStream<WorkerMessage, DispatcherMessage>;
  readonly #got: Down[] = [];
  #waiting: (() => void)[] = [];
  error: Error | undefined;

  constructor(channel: GrpcChannel) {
    this.stream = channel.duplex(OrchestratorService.workStream);
    this.stream.on('data', ({ kind }: DispatcherMessage) => {
      if (kind) this.#got.push(kind);
      this.#wake();
    });
    this.stream.on('error', (error: Error) => {
      this.error = error;
      this.#wake();
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  send(kind: NonNullable<WorkerMessage['kind']>): void {
    this.stream.write({ kind });
  }

  ready(agentId: string, credits: number): void {
    this.send({ $case: 'ready', value: WorkerReady.fromPartial({ agentId, credits }) });
  }

  submit(result: Partial<TaskResult>): void {
    this.send({ $case: 'result', value: TaskResult.fromPartial(result) });
  }

  /** Takes out the next message of a kind, waiting for it. */
  async next<Case extends Down['$case']>($case: Case): Promise<ValueOf<Case>> {
    for (;;) {
      const at = this.#got.findIndex((kind) => kind.$case === $case);
      if (at >= 0) return this.#got.splice(at, 1)[0]!.value as ValueOf<Case>;
      if (this.error) throw this.error;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  has($case: Down['$case']): boolean {
    return this.#got.some((kind) => kind.$case === $case);
  }
}

let orchestrator: TestOrchestrator;
let operator: GrpcChannel;
let channel: GrpcChannel;
beforeAll(async () => {
  orchestrator = await startTestOrchestrator({ PANAL_ORCHESTRATOR_WORKERS_MAX: '20' });
  operator = await operatorOf(orchestrator);
  channel = await orchestrator.agent('pm-1', 'product-manager');
  await register(channel, 'pm');
});
afterAll(() => orchestrator.stop());

describe('WorkStream', () => {
  it('brings one assignment a credit, takes heartbeats and results, and answers each', async () => {
    const worker = new TestWorker(channel);
    worker.ready('pm-1', 1);
    const missions = [await createMission(operator), await createMission(operator)];
    const first: TaskAssignment = await worker.next('assignment');
    expect(first.missionId).toBe(missions[0]);
    worker.send({ $case: 'heartbeat', value: { taskId: first.taskId, progress: 'half way', evidence: '' } });
    const { reply } = await worker.next('heartbeat');
    expect(reply).toMatchObject({ leaseHeld: true, stopReason: '' });
    expect((await getMission(operator, first.missionId)).tasks[0]).toMatchObject({
      state: 'leased',
      progress: 'half way',
      agentId: 'pm-1',
    });
    expect(worker.has('assignment')).toBe(false);
    worker.submit({ taskId: first.taskId, status: 'success', artifact: 'plan', agentId: 'pm-1' });
    expect(await worker.next('result')).toMatchObject({ taskId: first.taskId, ack: { ok: true, message: 'accepted' } });
    worker.ready('pm-1', 1);
    const second = await worker.next('assignment');
    expect(second.missionId).toBe(missions[1]);
    await operator.call(
      OrchestratorService.cancelMission,
      CancelMissionRequest.fromPartial({ missionId: second.missionId, reason: 'enough' }),
    );
    expect(await worker.next('stop')).toMatchObject({ taskId: second.taskId, reason: expect.stringContaining('cancelled') });
    worker.submit({ taskId: second.taskId, status: 'success', artifact: 'late' });
    expect((await worker.next('result')).ack).toMatchObject({ ok: false, message: expect.stringContaining('cancelled') });
    worker.stream.cancel();
  });

  it('lets a worker that lost its stream go on with its lease on another one', async () => {
    const lost = new TestWorker(channel);
    lost.ready('pm-1', 1);
    const missionId = await createMission(operator);
    const assignment = await lost.next('assignment');
    lost.stream.cancel();
    const again = new TestWorker(channel);
    again.submit({ taskId: assignment.taskId, status: 'success', artifact: 'plan', agentId: 'pm-1' });
    expect((await again.next('result')).ack).toMatchObject({ ok: true });
    await eventOf(operator, missionId, ({ type }) => type === 'approval-requested');
    again.stream.cancel();
  });

  it('ends with a status when a worker claims another name, more credits than there are, or more than can wait', async () => {
    const cases = [
      ['pm-2', 1, "can't act as"],
      ['pm-1', 1001, '1000 credits'],
      ['pm-1', 21, 'As many workers wait as can'],
    ] as const;
    for (const [agentId, credits, message] of cases) {
      const worker = new TestWorker(channel);
      worker.ready(agentId, credits);
      await expect(worker.next('assignment')).rejects.toThrow(message);
    }
  });

  it('says that the process goes away before it does', async () => {
    const worker = new TestWorker(channel);
    worker.ready('pm-1', 1);
    await createMission(operator);
    await worker.next('assignment');
    const ended = orchestrator.terminate();
    expect(await worker.next('goingAway')).toMatchObject({ reason: 'the orchestrator is stopping' });
    expect(await ended).toBe(0);
  });
});
