import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Client, Metadata, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestOrchestrator, startTestOrchestrator } from './orchestrator-process.ts';
import { approve, createMission, ended, eventOf, getMission, operatorOf } from './people.ts';

/** The original messages and nothing else, as a client of the first day has them. */
const originalProto = `
syntax = "proto3";
package orchestrator;
service Orchestrator {
  rpc RegisterAgent (AgentInfo) returns (RegisterResponse);
  rpc PollTask (AgentQuery) returns (TaskAssignment);
  rpc SubmitResult (TaskResult) returns (Ack);
}
message AgentInfo { string name = 1; repeated string capabilities = 2; }
message RegisterResponse { string agent_id = 1; bool accepted = 2; string message = 3; }
message AgentQuery { string agent_id = 1; repeated string capabilities = 2; uint32 wait_ms = 3; }
message TaskAssignment { string task_id = 1; string description = 2; string context = 3; repeated string constraints = 4; }
message TaskResult { string task_id = 1; string status = 2; string artifact = 3; string error_message = 4; }
message Ack { bool ok = 1; string message = 2; }
`;

type Call = (request: object, metadata: Metadata, done: (error: Error | null, reply: unknown) => void) => void;
interface OriginalClient {
  call<Reply>(method: 'RegisterAgent' | 'PollTask' | 'SubmitResult', request: object): Promise<Reply>;
}
interface Assignment {
  readonly task_id: string;
  readonly description: string;
  readonly constraints: string[];
}

let orchestrator: TestOrchestrator;
let folder: string;
const clients: Client[] = [];
beforeAll(async () => {
  orchestrator = await startTestOrchestrator({ PANAL_ORCHESTRATOR_LEASE_WITHOUT_HEARTBEAT_MS: '2000' });
  folder = await mkdtemp(join(tmpdir(), 'panal-original-'));
  await writeFile(join(folder, 'orchestrator.proto'), originalProto);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await orchestrator.stop();
  await rm(folder, { recursive: true, force: true });
});

async function connect(subject: string, kind: string): Promise<OriginalClient> {
  const loaded = loadPackageDefinition(loadSync(join(folder, 'orchestrator.proto'), { keepCase: true, defaults: true }));
  const Service = (loaded['orchestrator'] as unknown as { Orchestrator: new (address: string, secure: unknown) => Client })
    .Orchestrator;
  const client = new Service(`127.0.0.1:${orchestrator.port()}`, credentials.createInsecure());
  clients.push(client);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await orchestrator.token({ subject, roles: ['agent'], kind })}`);
  return {
    call: <Reply>(method: string, request: object) => {
      const bound = (client as unknown as Record<string, Call>)[method]!.bind(client);
      return promisify((done: (error: Error | null, reply: unknown) => void) =>
        bound(request, metadata, done),
      )() as Promise<Reply>;
    },
  };
}

const pollFor = async (agent: OriginalClient, agentId: string): Promise<Assignment> =>
  await agent.call('PollTask', { agent_id: agentId, capabilities: ['python'], wait_ms: 15_000 });

describe('a client that knows only the original messages', () => {
  it('does every step of a mission, and is fenced like any other', async () => {
    const operator = await operatorOf(orchestrator);
    const agents = await Promise.all([
      connect('old-pm', 'product-manager'),
      connect('old-coder', 'coder'),
      connect('old-reviewer', 'reviewer'),
    ]);
    const ids = ['old-pm', 'old-coder', 'old-reviewer'];
    for (const [index, agent] of agents.entries()) {
      const reply = await agent.call<{ agent_id: string; accepted: boolean }>('RegisterAgent', {
        name: `legacy ${index}`,
        capabilities: ['python'],
      });
      expect(reply).toMatchObject({ agent_id: ids[index], accepted: true });
    }
    const [planner, coder, reviewer] = agents as [OriginalClient, OriginalClient, OriginalClient];
    const missionId = await createMission(operator);
    const send = (agent: OriginalClient, taskId: string, rest: object = {}): Promise<{ ok: boolean; message: string }> =>
      agent.call('SubmitResult', { task_id: taskId, status: 'success', artifact: 'done', error_message: '', ...rest });

    const plan = await pollFor(planner, 'old-pm');
    expect(plan.description).toContain('Split the bill');
    expect(plan.constraints).toEqual(orchestrator.peers.script.rules);
    expect(await send(planner, plan.task_id)).toEqual({ ok: true, message: 'accepted' });
    await eventOf(operator, missionId, ({ type }) => type === 'approval-requested');
    await approve(operator, (await getMission(operator, missionId)).pendingApproval!);

    // Its first lease lapses, since it can't send heartbeats and takes too long; what it sends then is late.
    const lapsed = await pollFor(coder, 'old-coder');
    await eventOf(operator, missionId, ({ type, taskId }) => type === 'lease-ended' && taskId.endsWith('-implement'));
    const again = await pollFor(coder, 'old-coder');
    expect(again.task_id).not.toBe(lapsed.task_id);
    const late = await send(coder, lapsed.task_id);
    expect(late.ok).toBe(false);
    expect(late.message).toContain('lease lost');
    expect(await send(reviewer, again.task_id)).toMatchObject({ ok: false });
    await expect(pollFor(coder, 'old-reviewer')).rejects.toThrow("can't act as");
    const work = { artifact: `two files\ncommit: ${'c'.repeat(40)}` };
    // It committed nothing: the gate has nothing to judge, and says so to the next attempt.
    expect((await send(coder, again.task_id)).ok).toBe(true);
    expect((await send(coder, again.task_id)).ok).toBe(true);
    const third = await pollFor(coder, 'old-coder');
    expect((await send(coder, third.task_id, work)).ok).toBe(true);

    const rejected = await pollFor(reviewer, 'old-reviewer');
    expect(
      (await send(reviewer, rejected.task_id, { status: 'failure', artifact: '', error_message: 'the remainder is lost' })).ok,
    ).toBe(true);
    const rework = await pollFor(coder, 'old-coder');
    expect((await send(coder, rework.task_id, work)).ok).toBe(true);
    const review = await pollFor(reviewer, 'old-reviewer');
    expect((await send(reviewer, review.task_id)).ok).toBe(true);
    await ended(operator, missionId);

    const mission = await getMission(operator, missionId);
    expect(mission.state).toBe('done');
    expect(mission.findings.map(({ source, text }) => [source, text])).toEqual([
      ['gate', expect.stringContaining('names no commit')],
      ['review', 'the remainder is lost'],
    ]);
    const verdicts = Object.fromEntries(mission.verdicts.map(({ check, verdict }) => [check, verdict]));
    // Delivery stands for acknowledgement; what it cannot say is not assessed, and nothing is denied for it.
    expect(verdicts[8]).toBe('pass');
    expect(verdicts[11]).toBe('not-assessed');
  });
});
