import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorktreeFiles } from '@panal/agent-sdk/worktree';
import type { Tool } from 'ai';
import { coderSettings } from '../src/settings.ts';
import { editFileTool } from '../src/tools/edit-file.ts';
import { grepTool } from '../src/tools/grep.ts';
import { listFilesTool } from '../src/tools/list-files.ts';
import { readFileTool } from '../src/tools/read-file.ts';
import { runCommandTool } from '../src/tools/run-command.ts';
import type { ToolKit } from '../src/tools/tool-kit.ts';
import { writeFileTool } from '../src/tools/write-file.ts';

let root: string;
let kit: ToolKit;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'panal-tools-'));
  writeFileSync(join(root, 'a.js'), 'const one = 1;\nconst two = 2;\n');
  kit = {
    files: await WorktreeFiles.at(root),
    requirement: 'best-effort',
    settings: coderSettings.parse({ commandTimeoutMs: 5_000 }),
    signal: new AbortController().signal,
    commit: () => Promise.reject(new Error('not here')),
    submitted: undefined,
    fatal: undefined,
  };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const use = async (tool: object, input: object): Promise<string> => {
  const { execute } = tool as Tool<object, string>;
  return (await execute!(input, { toolCallId: 'c', messages: [] } as never)) as string;
};

test('read_file gives lines as they are and says which', async () => {
  expect(await use(readFileTool(kit), { path: 'a.js' })).toBe('a.js, lines 1 to 2 of 2:\nconst one = 1;\nconst two = 2;');
  expect(await use(readFileTool(kit), { path: 'a.js', start_line: 2, line_count: 1 })).toBe(
    'a.js, lines 2 to 2 of 2:\nconst two = 2;',
  );
  expect(await use(readFileTool(kit), { path: 'a.js', start_line: 3 })).toContain('there is no line 3');
  expect(await use(readFileTool(kit), { path: '../x' })).toContain('Error: ../x lies outside the worktree');
});

test('edit_file and write_file change the worktree, and answer a failed edit with what to do', async () => {
  expect(await use(editFileTool(kit), { path: 'a.js', old_text: 'one = 1', new_text: 'one = 11' })).toBe(
    'Changed a.js at line 1.',
  );
  expect(await use(editFileTool(kit), { path: 'a.js', old_text: 'const', new_text: 'let' })).toContain(
    'occurs 2 times, at lines 1, 2',
  );
  expect(await use(writeFileTool(kit), { path: 'b/c.js', text: 'x' })).toBe('Wrote b/c.js (1 bytes).');
  expect(await use(listFilesTool(kit), {})).toBe('a.js\nb/c.js');
  expect(readFileSync(join(root, 'a.js'), 'utf8')).toBe('const one = 11;\nconst two = 2;\n');
});

test('grep answers with places, with "no line matches", and with grep’s own complaint', async () => {
  expect(await use(grepTool(kit), { pattern: 'two = [0-9]' })).toBe('./a.js:2:const two = 2;\n');
  expect(await use(grepTool(kit), { pattern: 'TWO', ignore_case: true, plain_text: true })).toContain('./a.js:2:');
  expect(await use(grepTool(kit), { pattern: 'absent' })).toBe('No line matches.');
  expect(await use(grepTool(kit), { pattern: '-e(' })).toContain('exit code 2');
});

test('run_command runs in the worktree, without the agent’s environment, and reports the exit code', async () => {
  process.env['PANAL_CANARY'] = 'canary';
  const report = await use(runCommandTool(kit), { command: 'cat a.js; echo $PANAL_CANARY; echo oops >&2; exit 3' });
  delete process.env['PANAL_CANARY'];
  expect(report).toContain('exit code 3\n');
  expect(report).toContain('const two = 2;');
  expect(report).toContain('oops');
  expect(report).not.toContain('canary');
});

test('run_command ends what takes too long and cuts what says too much', async () => {
  expect(await use(runCommandTool(kit), { command: 'sleep 60', timeout_seconds: 1 })).toContain(
    'ended after 1 s, which is the limit',
  );
  const loud = await use(runCommandTool(kit), { command: 'yes 0123456789 | head -c 200000; echo END' });
  expect(loud.length).toBeLessThan(21_000);
  expect(loud).toContain('END');
});

test('an abort ends a running command at once', async () => {
  const controller = new AbortController();
  const running = use(runCommandTool({ ...kit, signal: controller.signal }), { command: 'sleep 60' });
  controller.abort(new Error('cancelled'));
  await expect(running).rejects.toThrow('cancelled');
});
