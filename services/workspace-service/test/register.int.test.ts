import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegisterRepositoryRequest, WorkspaceService, ListRepositoriesRequest } from '@panal/shared-types/workspace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, coder, git, makeRemote, makeRepository, operator, sampleFiles } from './harness.ts';

describe('registering a repository', () => {
  const bench = new Bench();
  const at = (name: string): string => join(bench.root, name);
  const mirrors = (): string[] => readdirSync(join(bench.dataDir, 'workspace/repositories')).toSorted();

  beforeAll(() => bench.start());
  afterAll(() => bench.stop());

  it('copies the repository and leaves the source as it was, byte for byte', async () => {
    const source = makeRepository(at('untouched'));
    git(source, 'checkout', '-q', '-b', 'topic');
    const before = [
      readFileSync(join(source, '.git/index')),
      git(source, 'for-each-ref'),
      readdirSync(join(source, '.git')).join(),
    ];
    const reply = await bench.register({ source });
    expect(reply).toMatchObject({ ok: true, code: '', repository: { source, pushRemote: source, baseBranch: 'topic' } });
    expect(reply.repository!.repositoryId).toMatch(/^untouched-[0-9a-f]{8}$/);
    const after = [
      readFileSync(join(source, '.git/index')),
      git(source, 'for-each-ref'),
      readdirSync(join(source, '.git')).join(),
    ];
    expect(after).toEqual(before);
    expect(
      existsSync(
        join(bench.dataDir, 'workspace/repositories', `${reply.repository!.repositoryId}.git`, 'objects/info/alternates'),
      ),
    ).toBe(false);
  });

  it('answers a second registration of the same source with the new settings, and another source under the same id with a refusal', async () => {
    const source = makeRepository(at('twice'));
    await bench.register({ repositoryId: 'twice', source });
    const second = await bench.register({ repositoryId: 'twice', source, gateCommand: 'make check' });
    expect(second).toMatchObject({ ok: true, repository: { gateCommand: 'make check' } });
    const other = await bench.register({ repositoryId: 'twice', source: makeRepository(at('another')) });
    expect(other).toMatchObject({ ok: false, code: 'conflict' });
    const listed = await bench.call(operator, WorkspaceService.listRepositories, ListRepositoriesRequest.fromPartial({}));
    expect(listed.repositories.find(({ repositoryId }) => repositoryId === 'twice')).toMatchObject({
      source,
      gateCommand: 'make check',
    });
  });

  it('warns about uncommitted changes, refuses them when asked to, and does not mind untracked files', async () => {
    const source = makeRepository(at('dirty'));
    writeFileSync(join(source, 'note.txt'), 'not tracked');
    expect(await bench.register({ repositoryId: 'dirty', source })).toMatchObject({ ok: true, code: '' });
    writeFileSync(join(source, 'src/split.js'), 'changed');
    const warned = await bench.register({ repositoryId: 'dirty', source });
    expect(warned).toMatchObject({ ok: true, code: 'dirty-worktree' });
    expect(warned.message).toContain('1 file with uncommitted changes');
    const refused = await bench.register({ repositoryId: 'refused', source, refuseDirty: true });
    expect(refused).toMatchObject({ ok: false, code: 'dirty-worktree', repository: undefined });
    expect(mirrors()).not.toContain('refused.git');
  });

  it('runs no filter, monitor or hook that the source names', async () => {
    const files = { ...sampleFiles, '.gitattributes': '*.js filter=a=b.c\n*.json filter=worker\n' };
    const source = makeRepository(at('filtered'), files);
    const canary = at('filter-ran');
    git(source, 'config', 'filter.a=b.c.clean', `touch ${canary}; cat`);
    git(source, 'config', 'filter.a=b.c.required', 'true');
    git(source, 'config', 'filter.worker.process', `touch ${canary}`);
    git(source, 'config', 'core.fsmonitor', `touch ${canary}; false`);
    writeFileSync(join(source, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    // The same content at another time: git has to read the files to tell.
    for (const name of ['src/split.js', 'package.json'] as const) writeFileSync(join(source, name), files[name]);
    expect(await bench.register({ repositoryId: 'filtered', source })).toMatchObject({ ok: true, code: '' });
    const config = Buffer.concat([Buffer.from('[filter "'), Buffer.from([0xff]), Buffer.from('"]\n\tclean = false\n')]);
    writeFileSync(join(source, '.git/config'), config);
    const refused = await bench.register({ repositoryId: 'unreadable', source });
    expect(refused).toMatchObject({ ok: false, code: 'bad-source' });
    expect(existsSync(canary)).toBe(false);
  });

  it('takes a bare repository as a source', async () => {
    const source = makeRepository(at('plain'));
    git(bench.root, 'clone', '-q', '--bare', source, at('plain.git'));
    expect(await bench.register({ source: at('plain.git') })).toMatchObject({ ok: true, repository: { baseBranch: 'main' } });
  });

  it('refuses what is no usable repository with a code and one clear line, and leaves nothing behind', async () => {
    const source = makeRepository(at('good'));
    mkdirSync(at('folder'));
    writeFileSync(at('file'), 'x');
    mkdirSync(at('unborn'));
    git(at('unborn'), 'init', '-q');
    const detached = makeRepository(at('detached'));
    git(detached, 'checkout', '-q', '--detach');
    const unbornHead = makeRepository(at('unborn-head'));
    git(unbornHead, 'checkout', '-q', '--orphan', 'new');
    git(unbornHead, 'rm', '-rfq', '--cached', '.');
    const cases: [Partial<RegisterRepositoryRequest>, string, string][] = [
      [{ source: '' }, 'bad-source', 'empty'],
      [{ source: 'relative/path' }, 'bad-source', 'absolute path'],
      [{ source: '--upload-pack=touch /tmp/x' }, 'bad-source', 'begins with "-"'],
      [{ source: 'ext::sh -c touch% /tmp/x' }, 'bad-source', 'absolute path'],
      [{ source: 'https://user:hunter2@example.invalid/r.git' }, 'bad-source', 'credentials'],
      [{ source, pushRemote: 'https://user:hunter2@example.invalid/r.git' }, 'bad-source', 'credentials'],
      [{ source: at('nowhere') }, 'not-a-repository', 'is not a folder'],
      [{ source: at('file') }, 'not-a-repository', 'is not a folder'],
      [{ source: at('folder') }, 'not-a-repository', 'not the root of a git repository'],
      [{ source: join(source, 'src') }, 'not-a-repository', 'not the root of a git repository'],
      [{ source: at('unborn') }, 'empty-repository', 'no commit'],
      [{ source: makeRemote(at('empty.git')) }, 'empty-repository', 'no commit'],
      [{ source: detached }, 'no-such-branch', 'Name a base branch'],
      [{ source: unbornHead }, 'no-such-branch', 'Name a base branch'],
      [{ source, baseBranch: 'nothere' }, 'no-such-branch', '"nothere"'],
      [{ source, baseBranch: '--help' }, 'no-such-branch', 'no valid branch name'],
      [{ source, repositoryId: '../up' }, 'bad-id', 'cannot name a repository'],
      [{ source, sandbox: 'off' }, 'bad-setting', '"off"'],
      [{ source: 'file:///nowhere/at-all.git' }, 'source-unavailable', 'could not be fetched'],
    ];
    const before = mirrors();
    for (const [request, code, words] of cases) {
      const reply = await bench.register(request);
      expect(reply, JSON.stringify(request)).toMatchObject({ ok: false, code, repository: undefined });
      expect(reply.message).toContain(words);
      expect(reply.message).not.toContain('hunter2');
      expect(reply.message.split('\n')).toHaveLength(1);
    }
    expect(mirrors()).toEqual(before);
    expect(bench.service!.output).not.toContain('hunter2');
  });

  it('is for operators only', async () => {
    const request = RegisterRepositoryRequest.fromPartial({ source: at('good') });
    await expect(bench.call(coder, WorkspaceService.registerRepository, request)).rejects.toMatchObject({ code: 7 });
  });
});
