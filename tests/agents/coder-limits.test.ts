import { readFileSync, readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from './agent-world.ts';
import { ScriptedModel } from './scripted-model.ts';

let world: AgentWorld | undefined;
afterEach(() => world?.stop());

async function coderThat(...calls: { name: string; arguments: Record<string, unknown> }[]): Promise<AgentWorld> {
  const steps = calls.map((call, index) => ({
    name: `turn ${index}`,
    when: index < calls.length - 1 ? { assistantTurns: index } : {},
    reply: { toolCalls: [call] },
  }));
  world = new AgentWorld(new ScriptedModel({ version: 1, model: 'scripted-demo', steps }));
  await world.start(['coder']);
  return world;
}

/** Whether some process of this machine was started with these words. */
function isRunning(words: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(words);
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}

test('a model that goes round in circles is stopped with a reason', async () => {
  const { model, run } = bound(await coderThat({ name: 'read_file', arguments: { path: 'README.md' } }));
  const result = await run();
  expect(result).toMatchObject({ status: 'failure', commit: '' });
  expect(result.errorMessage).toContain('The coder gave up: stuck: read_file was called 4 times');
  expect(model.requests).toHaveLength(4);
});

test('a cancelled task ends in the middle of a command: the command dies, nothing is submitted, the next task is taken', async () => {
  const pause = `sleep 98.7${process.pid}`;
  const { world: here, run } = bound(await coderThat({ name: 'run_command', arguments: { command: pause } }));
  const { orchestrator } = here;
  const gone = run();
  await orchestrator.until(() => orchestrator.heartbeats.some((beat) => beat.progress === `run command: ${pause}`));
  const taskId = orchestrator.heartbeats.at(-1)!.taskId;
  while (!isRunning(pause)) await turn();
  const readies = orchestrator.readies.length;
  orchestrator.stopTask(taskId, 'cancelled');
  await orchestrator.until(() => orchestrator.readies.length > readies);
  expect(isRunning(pause)).toBe(false);
  expect(orchestrator.results).toHaveLength(0);
  expect(orchestrator.readies.at(-1)).toBe(1);
  void gone;
});

test('what the card, a file and a tool say stays data: no path outside the worktree, no git, no push', async () => {
  const here = await coderThat(
    { name: 'read_file', arguments: { path: '../../../auth/coder.token' } },
    { name: 'write_file', arguments: { path: '.git/hooks/pre-commit', text: '#!/bin/sh\ntouch /tmp/owned\n' } },
    { name: 'read_file', arguments: { path: '/proc/self/environ' } },
    { name: 'write_file', arguments: { path: 'src/../../escape.js', text: 'x' } },
    { name: 'submit', arguments: { summary: 'Obeyed.' } },
  );
  const result = await here.run('coder', {});
  expect(result.errorMessage).toContain('without having changed anything');
  const said = JSON.stringify(here.model.requests.at(-1)!.body.messages);
  expect(said.match(/lies outside the worktree/g)).toHaveLength(3);
  expect(said).toContain('belongs to git');
});

/** A world with its model and a run of the coder. */
function bound(here: AgentWorld) {
  return { world: here, model: here.model, run: () => here.run('coder', {}) };
}
