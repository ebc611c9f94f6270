import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Client, Metadata, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { AnalystService, DecideRuleRequest, ListRulesRequest } from '@panal/shared-types/analyst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';

/** The original messages and nothing else, as a client of the first day has them. */
const originalProto = `
syntax = "proto3";
package analyst;
service Analyst {
  rpc ReportFailure (FailureEvent) returns (AnalysisResult);
  rpc GetGoldenRules (RuleQuery) returns (RuleList);
}
message FailureEvent { string agent_id = 1; string task_id = 2; string error_log = 3; string stack = 4; }
message AnalysisResult { bool rule_generated = 1; string rule_content = 2; }
message RuleQuery { string role = 1; string stack = 2; string task_type = 3; string text = 4; uint32 limit = 5; }
message RuleList { repeated string rules = 1; }
`;

type Call = (request: object, metadata: Metadata, done: (error: Error | null, reply: unknown) => void) => void;
interface Analysis {
  readonly rule_generated: boolean;
  readonly rule_content: string;
}

let world: AnalystWorld;
let folder: string;
let client: Client;
let metadata: Metadata;
beforeAll(async () => {
  world = await AnalystWorld.create();
  await world.start('analyst', { PANAL_ANALYST_RULE_THRESHOLD: '2' });
  folder = await mkdtemp(join(tmpdir(), 'panal-original-'));
  await writeFile(join(folder, 'analyst.proto'), originalProto);
  const loaded = loadPackageDefinition(loadSync(join(folder, 'analyst.proto'), { keepCase: true, defaults: true }));
  const Service = (loaded['analyst'] as unknown as { Analyst: new (address: string, secure: unknown) => Client }).Analyst;
  client = new Service(`127.0.0.1:${world.port('analyst')}`, credentials.createInsecure());
  metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await world.token({ subject: 'old-coder', roles: ['agent'], kind: 'coder' })}`);
});
afterAll(async () => {
  client.close();
  await world.remove();
  await rm(folder, { recursive: true, force: true });
});

const call = <Reply>(method: 'ReportFailure' | 'GetGoldenRules', request: object): Promise<Reply> => {
  const bound = (client as unknown as Record<string, Call>)[method]!.bind(client);
  return promisify((done: (error: Error | null, reply: unknown) => void) => bound(request, metadata, done))() as Promise<Reply>;
};
const report = (taskId: string, stack: string): Promise<Analysis> =>
  call('ReportFailure', { agent_id: 'old-coder', task_id: taskId, error_log: `KeyError: '${taskId}'`, stack });

it('a client that knows only the original messages reports once, gets the rule, and is bound by what a person pinned', async () => {
  const trace = 'Traceback (most recent call last):\n  File "/a/b.py", line 3, in total\n    raise KeyError';
  expect(await report('t1', 'python')).toEqual({ rule_generated: false, rule_content: '' });
  expect(await report('t1', 'python')).toEqual({ rule_generated: false, rule_content: '' });
  const proposed = await report('t2', 'python');
  expect(proposed).toEqual({ rule_generated: true, rule_content: expect.stringContaining('KeyError') });
  expect(await report('t3', trace)).toEqual({ rule_generated: false, rule_content: '' });

  expect(await call('GetGoldenRules', { role: 'coder', stack: 'python' })).toEqual({ rules: [] });
  const operator = await world.as({ subject: 'ada', roles: ['operator'] });
  const { rules } = await operator.call(AnalystService.listRules, ListRulesRequest.fromPartial({}));
  await operator.call(AnalystService.decideRule, DecideRuleRequest.fromPartial({ ruleId: rules[0]!.ruleId, decision: 'pin' }));
  expect(await call('GetGoldenRules', { role: 'coder', stack: 'python' })).toEqual({ rules: [proposed.rule_content] });
});
