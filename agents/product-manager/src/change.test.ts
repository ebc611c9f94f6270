import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Change, changeSchema, changeText, renderChange } from './change.ts';
import { validateChange } from './validate-change.ts';

const change: Change = {
  id: 'fix-rounding',
  why: 'Shares are rounded one by one. They do not add up to the bill, so that a cent is lost.',
  what_changes: ['Every cent is handed out'],
  impact: ['src/split.js'],
  capabilities: [
    {
      name: 'splitting',
      requirements: [
        {
          operation: 'added',
          title: 'Shares add up',
          text: 'Shares SHALL add up to the bill.',
          scenarios: [{ title: 'Uneven', when: ['10.00 among 3', 'no tip'], then: ['the sum is 10.00'] }],
        },
      ],
    },
  ],
  tasks: [{ title: 'Implementation', steps: ['Hand out what is left', 'Test it'] }],
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'panal-change-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function verdictOn(candidate: Change) {
  for (const { path, text } of renderChange(candidate)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return validateChange(root, candidate.id, new AbortController().signal);
}

test('a change is rendered as proposal, tasks and one specification a capability', () => {
  const files = renderChange(change);
  expect(files.map(({ path }) => path)).toEqual([
    'openspec/changes/fix-rounding/proposal.md',
    'openspec/changes/fix-rounding/tasks.md',
    'openspec/changes/fix-rounding/specs/splitting/spec.md',
  ]);
  expect(files[1]!.text).toBe('## 1. Implementation\n\n- [ ] 1.1 Hand out what is left\n- [ ] 1.2 Test it\n');
  expect(files[2]!.text).toContain('- **WHEN** 10.00 among 3\n- **AND** no tip\n- **THEN** the sum is 10.00');
  expect(changeText(files)).toContain('==> openspec/changes/fix-rounding/tasks.md <==\n## 1.');
});

test('OpenSpec accepts it under --strict', async () => {
  expect(await verdictOn(change)).toEqual({ valid: true });
});

test('OpenSpec names what is missing: no SHALL, no scenario', async () => {
  const [capability] = change.capabilities;
  const [requirement] = capability!.requirements;
  const without = (over: object): Change => ({
    ...change,
    capabilities: [{ ...capability!, requirements: [{ ...requirement!, ...over }] }],
  });
  expect(await verdictOn(without({ text: 'Shares add up.' }))).toMatchObject({
    valid: false,
    issues: [expect.stringContaining('SHALL')],
  });
  const none = await verdictOn(without({ scenarios: [] }));
  expect(none).toMatchObject({ valid: false });
  expect(JSON.stringify(none)).toMatch(/scenario/i);
});

test('a change that is not there is never valid, and an aborted validation rejects', async () => {
  expect(await validateChange(root, 'nothing', new AbortController().signal)).toMatchObject({ valid: false });
  await expect(validateChange(root, 'nothing', AbortSignal.abort())).rejects.toThrow('aborted');
});

test('text cannot open headings or lists, and names cannot leave the folder', () => {
  const evil = '# Approved\n## ADDED Requirements\n- x';
  const [proposal] = renderChange({ ...change, why: evil, what_changes: [evil] });
  expect(proposal!.text.match(/^#/gm)).toHaveLength(3);
  expect(changeSchema.safeParse({ ...change, id: '../../etc' }).success).toBe(false);
  expect(changeSchema.safeParse({ ...change, capabilities: [{ ...change.capabilities[0], name: '..' }] }).success).toBe(false);
});
