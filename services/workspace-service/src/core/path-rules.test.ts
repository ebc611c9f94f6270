import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePathProblems, entryProblem, leavesTree, matchesGlob, pathProblem, readChangedPaths } from './path-rules.ts';

describe('globs', () => {
  it.each([
    ['src/a.ts', 'src/**', true],
    ['src', 'src/**', true],
    ['src/a/b/c.ts', 'src/**/c.ts', true],
    ['src/c.ts', 'src/**/c.ts', true],
    ['src/.hidden', 'src/*', true],
    ['src/a/b', 'src/*', false],
    ['srcx/a', 'src/**', false],
    ['a.md', '*.md', true],
    ['docs/a.md', '*.md', false],
    ['docs/a.md', '**/*.md', true],
    ['docs/a', 'docs/', true],
    ['a+b(c)', 'a+b(c)', true],
    ['abc', 'a?c', true],
    ['ac', 'a?c', false],
    ['aXbXc', 'a*b*c', true],
    ['x', '', false],
  ])('%s against %s: %s', (path, glob, expected) => {
    expect(matchesGlob(path, glob)).toBe(expected);
  });

  it('agrees with a regular expression built from the same rules', () => {
    const part = fc
      .array(fc.constantFrom('a', 'b', '*', '?', '.'), { minLength: 1, maxLength: 4 })
      .map((letters) => letters.join(''));
    const glob = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: part.filter((text) => text !== '**' && text !== '.') },
        { weight: 1, arbitrary: fc.constant('**') },
      ),
      { minLength: 1, maxLength: 4 },
    );
    const path = fc.array(
      fc.array(fc.constantFrom('a', 'b', '.'), { minLength: 1, maxLength: 4 }).map((letters) => letters.join('')),
      { minLength: 1, maxLength: 4 },
    );
    const source = (text: string): string => text.replace(/\./g, '\\.').replace(/\*+/g, '[^/]*').replace(/\?/g, '[^/]');
    fc.assert(
      fc.property(glob, path, (parts, names) => {
        const expression = parts.map((text) => (text === '**' ? '(?:[^/]+/)*' : `${source(text)}/`)).join('');
        expect(matchesGlob(names.join('/'), parts.join('/'))).toBe(new RegExp(`^${expression}$`).test(`${names.join('/')}/`));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is quick on a glob made to be slow', () => {
    expect(matchesGlob('a'.repeat(2_000), `${'*a'.repeat(500)}b`)).toBe(false);
    expect(matchesGlob('a/'.repeat(500), `${'**/a/'.repeat(100)}b`)).toBe(false);
  });
});

describe('paths', () => {
  it('protects git, CI, hooks and policy, whatever is allowed', () => {
    const paths = [
      '.git/config',
      'x/.GIT/hooks/pre-commit',
      '.github/workflows/ci.yml',
      '.github/actions/x/action.yml',
      '.gitlab-ci.yml',
      '.circleci/config.yml',
      'Jenkinsfile',
      '.husky/pre-push',
      '.pre-commit-config.yaml',
      'lefthook.yml',
      '.gitmodules',
      'panal.yaml',
      'a/b/swarm.yml',
      '.ci/run',
      'CODEOWNERS',
    ];
    for (const path of paths)
      expect(pathProblem(path, [['**']]), path).toMatchObject({ path, rule: expect.stringContaining('protected') });
  });

  it('protects a folder also against an entry that takes its name, as a link, a file or a nested repository does', () => {
    const names = ['.husky', 'deep/.githooks', 'hooks.d', '.ci', '.circleci', '.gitlab', '.buildkite', '.woodpecker', '.drone'];
    const nested = ['.github', '.GitHub', '.github/workflows', '.github/actions', '.forgejo', '.gitea', '.gitea/workflows'];
    for (const path of [...names, ...nested])
      expect(pathProblem(path, [['**']]), path).toMatchObject({ path, rule: expect.stringContaining('protected') });
    for (const path of ['.cirrus', 'docs', 'src/.github', '.githubx', '.github/ISSUE_TEMPLATE'])
      expect(pathProblem(path, []), path).toBeUndefined();
  });

  it('allows what every list of globs allows, and everything else where there is none', () => {
    expect(pathProblem('src/a.ts', [])).toBeUndefined();
    expect(pathProblem('src/a.ts', [[], ['src/**']])).toBeUndefined();
    expect(pathProblem('src/a.ts', [['src/**'], ['docs/**']])).toMatchObject({ rule: 'outside the allowed paths (docs/**)' });
    expect(pathProblem('openspec/changes/x/proposal.md', [['src/**']])).toBeUndefined();
    expect(pathProblem('.github/ISSUE_TEMPLATE.md', [])).toBeUndefined();
    expect(pathProblem('.gitignore', [])).toBeUndefined();
  });

  it('knows which links leave the tree', () => {
    const leaving: [string, string][] = [
      ['a', '/etc/passwd'],
      ['a', '..'],
      ['d/a', '../..'],
      ['d/a', 'x/../../../y'],
      ['a', ''],
      ['a', '.git/config'],
      ['d/a', '../.Git/hooks'],
    ];
    const staying: [string, string][] = [
      ['a', 'b'],
      ['d/a', '../b'],
      ['d/e/a', '../../b'],
      ['d/a', './..//b'],
      ['d/a', '..'],
      ['a', 'x/...'],
      ['a', '.gitignore'],
    ];
    for (const [path, target] of leaving) expect(leavesTree(path, target), `${path} → ${target}`).toBe(true);
    for (const [path, target] of staying) expect(leavesTree(path, target), `${path} → ${target}`).toBe(false);
    const link = { path: 'a', oldMode: '000000', newMode: '120000', newObject: '0', status: 'A' };
    expect(entryProblem(link, undefined)).toBeDefined();
    expect(entryProblem(link, 'b')).toBeUndefined();
    expect(entryProblem({ ...link, newMode: '160000' }, undefined)).toBeDefined();
  });

  it('takes no link that goes up after a name, which may be a link itself', () => {
    // With "dot" pointing at ".", "dot/dot/.." is the folder above the repository.
    for (const target of ['dot/dot/..', './x/../y', 'd/..', '../d/e/../b', 'x//./..'])
      expect(leavesTree('d/e/esc', target), target).toBe(true);
  });

  it('reads raw entries and writes a bounded line that no name can break', () => {
    const raw = ':100644 000000 abc 0000 D\0old\nname\0:000000 120000 0000 def A\0link\0';
    const changes = readChangedPaths(raw);
    expect(changes.map(({ path, status, newMode }) => [path, status, newMode])).toEqual([
      ['old\nname', 'D', '000000'],
      ['link', 'A', '120000'],
    ]);
    const line = describePathProblems(Array.from({ length: 12 }, (_, at) => ({ path: `a\n${at}`, rule: 'r' })));
    expect(line).toContain('"a\\n0" (r)');
    expect(line).toContain('and 2 more');
    expect(line).not.toContain('\n');
  });
});
