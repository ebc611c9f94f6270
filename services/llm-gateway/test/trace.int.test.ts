import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newTraceparent, traceIdOf } from '@panal/kernel/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const QUESTION = 'a question that stands in no log';
const TRAJECTORY = `version: 1
model: scripted-demo
steps:
  - { name: only, when: { contains: ["${QUESTION}"] }, reply: { text: "an answer that stands in no log" } }
`;

let home: GatewayHome;
let gateway: GatewayProcess;

beforeAll(async () => {
  home = await GatewayHome.create();
  const path = join(home.dataDir, 'trajectory.yaml');
  writeFileSync(path, TRAJECTORY);
  gateway = await home.start({ scriptedTrajectory: path });
});
afterAll(() => home.remove());

const body = { model: 'scripted-demo', messages: [{ role: 'user', content: QUESTION }] };

/** Log lines of a lease with a message; the process is asked to end first, so that all are there. */
const linesOf = (taskId: string, msg: string): Record<string, unknown>[] =>
  gateway.process.output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['taskId'] === taskId && line['msg'] === msg);

test('a settlement is logged once, in the trace of the request or else of its key, without what was said', async () => {
  const traceparent = newTraceparent();
  const own = newTraceparent();
  const { key } = await gateway.mint({ leaseId: 't-1.1', missionId: 'm-1', traceparent });
  expect((await gateway.chat(key, body)).status).toBe(200);
  const named = await fetch(`${gateway.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      traceparent: own,
      'panal-task-id': 'someone-else',
    },
    body: JSON.stringify(body),
  });
  expect(named.status).toBe(200);
  await named.text();
  await gateway.kill('SIGTERM');
  const settled = linesOf('t-1.1', 'request settled');
  expect(settled.map((line) => line['traceId'])).toEqual([traceIdOf(traceparent), traceIdOf(own)]);
  expect(settled[0]).toMatchObject({ missionId: 'm-1', model: 'scripted-demo', costNanoUsd: 0, outcome: 'ok', level: 'info' });
  for (const secret of ['in no log', key, 'someone-else']) expect(gateway.process.output).not.toContain(secret);
});
