import { expect, test } from 'vitest';
import { matchStep } from './match-step.ts';
import { parseTrajectory } from './trajectory.ts';

const VALID = `version: 1
model: demo
steps:
  - name: guarded
    when: { contains: ["finding", "advice"], lacks: ["done"], assistantTurns: 1, tools: ["edit_file"] }
    reply: { text: "right" }
  - name: otherwise
    reply: { toolCalls: [{ name: edit_file }] }
`;

test.each([
  ['version: 2\nmodel: x\nsteps: []', /line 1: version/],
  [
    'version: 1\nmodel: x\nsteps:\n  - name: a\n    reply: {}\n',
    /line 5: step "a": steps\.0\.reply: a reply needs text or toolCalls/,
  ],
  [
    'version: 1\nmodel: x\nsteps:\n  - reply: { text: y }\n  - name: b\n    wen: {}\n    reply: { text: y }\n',
    /line 4: step 1: steps\.0\.name/,
  ],
  [
    'version: 1\nmodel: x\nsteps:\n  - name: b\n    wen: {}\n    reply: { text: y }\n',
    /line 5: step "b": steps\.0\.wen: Unrecognized key/,
  ],
  [
    'version: 1\nmodel: x\nsteps:\n  - name: b\n    reply: { text: y }\n  - name: b\n    reply: { text: z }\n',
    /line 6: step "b" has the name of an earlier step/,
  ],
  ['version: 1\nmodel: [', /line 2: /],
])('names line and step of what is wrong: %j', (text, message) => {
  const parsed = parseTrajectory(text);
  expect(parsed.ok ? '' : parsed.refusal).toMatch(message);
});

const tool = (name: string) => ({ type: 'function', function: { name } });

test.each([
  ['all conditions hold', ['a finding', 'some advice'], 1, ['edit_file'], 'guarded'],
  ['one text is missing', ['a finding'], 1, ['edit_file'], 'otherwise'],
  ['a text that must lack is there', ['a finding', 'some advice', 'done'], 1, ['edit_file'], 'otherwise'],
  ['another number of turns', ['a finding', 'some advice'], 2, ['edit_file'], 'otherwise'],
  ['the tool is not offered', ['a finding', 'some advice'], 1, [], 'otherwise'],
] as const)('takes the first step that fits: %s', (...[_name, texts, turns, tools, step]) => {
  const trajectory = parseTrajectory(VALID);
  const messages = [
    ...texts.map((content) => ({ role: 'user', content: [{ type: 'text', text: content }] })),
    ...Array.from({ length: turns }, () => ({ role: 'assistant', content: 'x' })),
  ];
  if (!trajectory.ok) throw new Error('not valid');
  expect(matchStep(trajectory.value, { messages, tools: tools.map(tool) })?.name).toBe(step);
});
