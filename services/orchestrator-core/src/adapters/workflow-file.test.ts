import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseWorkflow, readWorkflow } from './workflow-file.ts';

const bundled = fileURLToPath(new URL('../../../../policies/swarm.yaml', import.meta.url));
const text = readFileSync(bundled, 'utf8');

describe('the bundled workflow', () => {
  it('is valid, and named by the hash of its text', () => {
    const workflow = readWorkflow(bundled);
    expect(Object.keys(workflow.tasks)).toEqual(['plan', 'implement', 'gate', 'review', 'push']);
    expect(workflow.tasks['review']).toMatchObject({
      onFailure: 'implement',
      independentOf: ['implement'],
      deadlineMs: 1_200_000,
      reserveNanoUsd: 1_000_000_000,
    });
    expect(parseWorkflow(`${text}\n`, 'x').hash).not.toBe(workflow.hash);
  });
});

describe('a workflow that is wrong', () => {
  it.each([
    ['handler: coder\n', 'handler: designer\n', /line \d+, tasks\.implement\.handler: "designer" is not among "roles"/],
    ['on_success: gate', 'on_success: gates', /line 48, tasks\.implement\.on_success: there is no task "gates"/],
    ['on_failure: implement', 'on_failure: push', /tasks\.gate\.on_failure: "push" does not lead back to "gate"/],
    ['on_success: done', 'on_success: plan', /start: the tasks from "plan" on go in a circle/],
    ['deadline: 60m', 'deadline: soon', /tasks\.implement\.deadline: write a whole number and a unit/],
    ['golden_rules: true', 'goldenrules: true', /tasks\.plan\.goldenrules: there is no such field/],
    [
      '[read-repository, review-changes]\n    independent',
      '[deploy]\n    independent',
      /tasks\.review\.permissions: role "reviewer" does not hold deploy/,
    ],
    ['start: plan', 'start: begin', /line \d+, start: there is no task "begin"/],
    ['handler: system:push', 'handler: system:deploy', /tasks\.push\.handler: "system:deploy" is no system handler/],
    ['version: 1', 'version: 2', /line \d+, version/],
    ['tasks:\n', 'tasks: [\n', /line \d+: /],
  ])('%j becoming %j is refused with line and field', (before, after, message) => {
    expect(text).toContain(before);
    expect(() => parseWorkflow(text.replace(before, after), 'swarm.yaml')).toThrow(message);
  });

  it('that is absent is named', () => {
    expect(() => readWorkflow('/nowhere/swarm.yaml')).toThrow('/nowhere/swarm.yaml cannot be read');
  });
});
