import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPanal, temporaryDir } from './panal-run.ts';

let folder: ReturnType<typeof temporaryDir>;
let dataDir: string;
let repository: string;
let card: string;

beforeEach(() => {
  folder = temporaryDir();
  dataDir = join(folder.path, 'data');
  repository = join(folder.path, 'repository');
  card = join(folder.path, 'card.md');
  mkdirSync(repository);
  writeFileSync(card, '# Say hello\n\nThe program must say hello.\n');
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(repository, 'a.txt'), 'a\n');
  git('add', '--all');
  git('-c', 'user.name=t', '-c', 'user.email=t@t.invalid', 'commit', '--quiet', '-m', 'first');
});
afterEach(() => folder.remove());

const git = (...args: string[]): string => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' });
const key = { OPENAI_API_KEY: 'sk-test-not-a-real-key-000000' };
const onOwn = ['demo', '--auto-ports', '--yes', '--model', 'gpt-4o-mini'];

/** Runs the command and expects one line on standard error that says each of the words, a failing exit code, and nothing left behind. */
async function expectRefusal(
  args: readonly string[],
  words: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<void> {
  const finished = await runPanal(args, { dataDir, cwd: options.cwd ?? folder.path, env: options.env ?? key }).finished;
  expect(finished.stdout).toBe('');
  expect(finished.stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const word of words) expect(finished.stderr).toContain(word);
  expect(finished.code).not.toBe(0);
  expect(existsSync(join(dataDir, 'runs')) ? readdirSync(join(dataDir, 'runs')) : []).toEqual([]);
}

describe('a mistake of the user gives one clear line', () => {
  it('for a card without a title', async () => {
    writeFileSync(card, 'say hello\n');
    await expectRefusal([...onOwn, '--repo', repository, '--card', card], [card, 'no title', '# ']);
  });

  it('for a card that is not there', async () => {
    await expectRefusal([...onOwn, '--repo', repository, '--card', join(folder.path, 'none.md')], ['none.md', 'cannot be read']);
  });

  it('for a path that is no repository', async () => {
    await expectRefusal([...onOwn, '--repo', join(folder.path, 'none'), '--card', card], ['There is no', 'none']);
    mkdirSync(join(folder.path, 'plain'));
    await expectRefusal([...onOwn, '--repo', join(folder.path, 'plain'), '--card', card], ['plain', 'not a git repository']);
  });

  it('for a repository without a commit', async () => {
    const empty = join(folder.path, 'empty');
    execFileSync('git', ['init', '--quiet', empty]);
    await expectRefusal([...onOwn, '--repo', empty, '--card', card], ['no commit yet']);
  });

  it('for a dirty worktree', async () => {
    writeFileSync(join(repository, 'a.txt'), 'changed\n');
    await expectRefusal([...onOwn, '--repo', repository, '--card', card], ['uncommitted changes', '--allow-dirty']);
  });

  it('for a missing key', async () => {
    await expectRefusal([...onOwn, '--repo', repository, '--card', card], ['OPENAI_API_KEY', '--base-url'], { env: {} });
  });

  it('for a missing model', async () => {
    await expectRefusal(['demo', '--auto-ports', '--yes', '--repo', repository, '--card', card], ['--model']);
  });

  it('for an address that is none, or that holds a password', async () => {
    await expectRefusal([...onOwn, '--repo', repository, '--card', card, '--base-url', 'nonsense'], ['--base-url nonsense']);
    const finished = await runPanal(
      [...onOwn, '--repo', repository, '--card', card, '--base-url', 'http://me:hunter2@127.0.0.1:1/v1'],
      { dataDir, env: key },
    ).finished;
    expect(finished.code).not.toBe(0);
    expect(finished.stderr).not.toContain('hunter2');
  });

  it('for approval without a terminal', async () => {
    await expectRefusal(
      ['demo', '--auto-ports', '--model', 'gpt-4o-mini', '--repo', repository, '--card', card],
      ['no terminal', '--yes'],
    );
  });

  it('for a taken port, naming port and setting', async () => {
    const server = createServer();
    const port = await new Promise<number>((done) =>
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
    );
    try {
      await expectRefusal(['demo'], [String(port), 'PANAL_PORTS_ANALYST_GRPC'], {
        env: { PANAL_PORTS_ANALYST_GRPC: String(port) },
      });
    } finally {
      server.close();
    }
  });

  it('for an unknown setting and a wrong value', async () => {
    writeFileSync(join(folder.path, 'panal.yaml'), 'colour: blue\n');
    await expectRefusal(['demo', '--auto-ports'], ['colour', 'panal.yaml']);
    writeFileSync(join(folder.path, 'panal.yaml'), 'ports:\n  gateway:\n    http: many\n');
    await expectRefusal(['demo', '--auto-ports'], ['ports.gateway.http', 'panal.yaml']);
    writeFileSync(join(folder.path, 'panal.yaml'), 'ports: [1\n');
    await expectRefusal(['demo', '--auto-ports'], ['panal.yaml', 'YAML']);
  });

  it('for settings that cannot be read', async () => {
    await expectRefusal(['demo', '--auto-ports'], ['PANAL_CONFIG', 'none.yaml'], {
      env: { PANAL_CONFIG: join(folder.path, 'none.yaml') },
    });
    mkdirSync(join(folder.path, 'panal.yaml'));
    await expectRefusal(['demo', '--auto-ports'], ['panal.yaml', 'cannot be read']);
  });

  it('for a data folder that cannot be made', async () => {
    writeFileSync(join(folder.path, 'file'), '');
    const finished = await runPanal(['demo', '--auto-ports'], {
      dataDir: folder.path,
      env: { PANAL_DATA_DIR: join(folder.path, 'file', 'data') },
    }).finished;
    expect(finished.code).not.toBe(0);
    expect(finished.stderr).toContain('PANAL_DATA_DIR');
    chmodSync(join(folder.path, 'file'), 0o600);
  });

  it('for a command, option or role that does not exist', async () => {
    const unknown = await runPanal(['tsak', 'list'], { dataDir }).finished;
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("unknown command 'tsak'");
    await expectRefusal(['token', '--subject', 'x', '--role', 'king'], ['king', 'agent']);
    await expectRefusal(['limit', 'set', 'global', 'lots'], ['lots', 'dollars']);
    await expectRefusal(['serve', 'nobody'], ['nobody', 'llm-gateway']);
    await expectRefusal(['limit', 'set', '', '5'], ['scope is empty', 'global']);
    await expectRefusal(['task', 'add', '--repo', repository, '--card', '/dev/zero'], ['/dev/zero', 'no file']);
  });

  it('when nothing runs', async () => {
    const finished = await runPanal(['task', 'list'], { dataDir }).finished;
    expect(finished.code).toBe(3);
    expect(finished.stderr).toContain('panal up');
  });
});
