import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from './agent-world.ts';
import { ScriptedModel } from './scripted-model.ts';

let world: AgentWorld | undefined;
afterEach(() => world?.stop());

const change = (over: object) => ({
  id: 'add-thing',
  why: 'The card asks for a thing. There is none yet, and people need it for their work.',
  what_changes: ['A thing'],
  impact: ['src'],
  capabilities: [
    {
      name: 'things',
      requirements: [
        {
          operation: 'added',
          title: 'Thing',
          text: 'The system SHALL have a thing.',
          scenarios: [{ title: 'One', when: ['asked'], then: ['there is a thing'] }],
          ...over,
        },
      ],
    },
  ],
  tasks: [{ title: 'Build', steps: ['Build it'] }],
});

async function plan(...rounds: object[]) {
  const steps = rounds.map((input, turn) => ({
    name: `round ${turn + 1}`,
    when: { assistantTurns: turn, tools: ['write_change'] },
    reply: { toolCalls: [{ name: 'write_change', arguments: input as Record<string, unknown> }] },
  }));
  world = new AgentWorld(new ScriptedModel({ version: 1, model: 'scripted-demo', steps }));
  await world.start(['product-manager']);
  return world.run('product-manager', {});
}

test('what OpenSpec finds wrong goes back to the model, which mends it; nothing of the first version is left', async () => {
  const result = await plan({ ...change({ text: 'There is a thing.' }), id: 'first-try' }, change({}));
  expect(result).toMatchObject({ status: 'success' });
  expect(JSON.stringify(world!.model.requests[1]!.body.messages)).toContain('should contain SHALL or MUST');
  expect(result.artifact).toContain('==> openspec/changes/add-thing/proposal.md <==');
  expect(world!.workspace.diff(world!.workspace.base, world!.workspace.head).diff).not.toContain('first-try');
});

test('a model that never writes a valid change fails after three rounds, with the issues', async () => {
  const result = await plan(...Array.from({ length: 5 }, () => change({ text: 'There is a thing.' })));
  expect(result.status).toBe('failure');
  expect(result.errorMessage).toContain('OpenSpec refused 3 versions');
  expect(result.errorMessage).toContain('should contain SHALL or MUST');
  expect(world!.model.requests).toHaveLength(3);
});
