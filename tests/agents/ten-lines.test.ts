import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from './agent-world.ts';
import { ScriptedModel } from './scripted-model.ts';

const root = resolve(import.meta.dirname, '../..');
let world: AgentWorld | undefined;
let folder: string | undefined;

afterEach(async () => {
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('the agent of the tutorial runs as it is printed', async () => {
  const tutorial = readFileSync(join(root, 'docs/agents.md'), 'utf8');
  const code = /```ts\n(import \{ generateText[\s\S]*?)```/.exec(tutorial)![1]!;
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'panal-tutorial-'));
  const program = join(folder, 'agent.mjs');
  writeFileSync(program, code);
  const steps = [{ name: 'answer', when: { contains: ['What is six times seven?'] }, reply: { text: 'Forty-two.' } }];
  world = new AgentWorld(new ScriptedModel({ version: 1, model: 'scripted-demo', steps }));
  await world.start([]);
  await world.startProgram('coder', program);
  const result = await world.run('coder', {}, { description: 'What is six times seven?' });
  expect(result).toMatchObject({ status: 'success', artifact: 'Forty-two.', errorMessage: '' });
});
