import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskContext } from '@panal/shared-types';
import { eventOf, getMission, poll, register, submit } from '../../services/orchestrator-core/test/people.ts';
import { type BridgeWorld, startBridgeWorld, workPad } from './bridge-world.ts';
import { checkAgainstOpenapi, openapiPath } from './trello-openapi.ts';

let world: BridgeWorld;
beforeAll(async () => {
  world = await startBridgeWorld();
});
afterAll(() => world.stop());

test('a card becomes a mission, is approved by moving it, and shows one comment and its list until the end', async () => {
  const { board, operator, orchestrator, alice, bob } = world;
  const [planner, coder, reviewer] = await Promise.all([
    orchestrator.agent('pm-1', 'product-manager'),
    orchestrator.agent('coder-1', 'coder'),
    orchestrator.agent('reviewer-1', 'reviewer'),
  ]);
  await register(planner, 'pm');
  await register(coder, 'coder');
  await register(reviewer, 'reviewer');

  const cardId = board.createCard({
    list: 'Inbox',
    name: 'Split the bill',
    desc: 'The remainder must not vanish. @board',
    by: bob,
  });
  const plan = await poll(planner, 'pm-1', 30_000);
  const [mission] = await world.missions();
  expect(mission).toMatchObject({
    title: 'Split the bill',
    description: 'The remainder must not vanish. @board',
    source: 'trello',
    externalId: cardId,
    repositoryId: 'sample',
    project: 'bills',
  });
  const missionId = mission!.missionId;
  await submit(planner, { taskId: plan.taskId, status: 'success', artifact: 'Plan: tell @board ``` now', commit: 'commit-plan' });

  await board.until(() => board.listOf(cardId) === 'Requirements', 'the card goes to Requirements');
  const { digest = '', approvalId = '' } = (await getMission(operator, missionId)).pendingApproval ?? {};
  expect(workPad(board, cardId)).toContain(digest);
  expect(workPad(board, cardId)).toContain("Plan: tell @\u200bboard ''' now");

  // Bob may prompt, not approve: nothing is approved, the card says so and goes back.
  board.moveCard(cardId, 'To do', bob);
  await board.until(() => workPad(board, cardId).includes('may not approve'), 'the card says that Bob may not approve');
  await board.until(() => board.listOf(cardId) === 'Requirements', 'the card goes back');
  expect((await getMission(operator, missionId)).state).toBe('awaiting-approval');

  board.moveCard(cardId, 'To do', alice);
  const decided = await eventOf(operator, missionId, ({ type }) => type === 'approval-decided');
  expect(JSON.parse(decided.detailJson)).toMatchObject({ approvalId, approve: true, approver: alice, via: 'trello' });
  await board.until(() => board.listOf(cardId) === 'In progress', 'the card goes to In progress');

  const work = await poll(coder, 'coder-1');
  await submit(coder, { taskId: work.taskId, status: 'success', artifact: 'done', commit: 'commit-good' });
  const review = await poll(reviewer, 'reviewer-1');
  const { gate } = JSON.parse(review.context) as TaskContext;
  const artifact = JSON.stringify({ verdict: 'approve', diffDigest: gate?.diffDigest, findings: [] });
  await submit(reviewer, { taskId: review.taskId, status: 'success', artifact, agentId: 'reviewer-1' });

  await board.until(() => board.listOf(cardId) === 'Done', 'the card goes to Done');
  expect(workPad(board, cardId)).toContain('Pushed `commit-good`');
  expect(board.comments(cardId)).toHaveLength(1);
  expect(board.comments(cardId)[0]!.writes).toBeGreaterThan(3);
  expect(await world.missions()).toHaveLength(1);
  // Our own writes came back as deliveries and changed nothing.
  expect(board.deliveries.filter(({ headers }) => 'x-trello-client-identifier' in headers).length).toBeGreaterThan(3);
  expect(world.bridge.log()).not.toContain('fake-token');
  expect(world.bridge.log()).not.toContain('fake-app-secret');
});

test('credentials are in a header and bodies are JSON', () => {
  for (const { method, query, headers } of world.board.requests) {
    expect(headers.authorization).toMatch(/^OAuth oauth_consumer_key="/);
    expect([...query.keys()].filter((name) => name === 'key' || name === 'token')).toEqual([]);
    if (method !== 'GET') expect(headers['content-type']).toContain('application/json');
  }
});

test.skipIf(!openapiPath)('every request fits the published description of the API', () => {
  const kinds = new Set(world.board.requests.map((request) => checkAgainstOpenapi(request)));
  expect([...kinds].toSorted()).toEqual([
    'GET /boards/{id}/lists',
    'GET /cards/{id}',
    'GET /cards/{id}/actions',
    'GET /members/{id}',
    'POST /cards/{id}/actions/comments',
    'PUT /cards/{id}',
    'PUT /cards/{id}/actions/{idAction}/comments',
  ]);
});
