import { type GateCheckFact, judgeSandbox, testProblems } from '../core/gate-verdict.ts';
import { isDependencyFile, isPackageManifest, packageDelta, parseManifest, scriptsOf } from '../core/dependency-delta.ts';
import type { Repository } from '../core/model.ts';
import { printable } from '../core/names.ts';
import { type ChangedPath, describePathProblems } from '../core/path-rules.ts';
import { pathProblems } from './commit-work.ts';
import type { WorkspaceContext } from './context.ts';
import type { Mirror } from './mirror.ts';
import { type TestRun, runShell } from './run-tests.ts';
import { scanBytesMax, scanDiff } from './scan-secrets.ts';

/** What the checks look at. */
export interface GateMaterial {
  readonly repository: Repository;
  readonly mirror: Mirror;
  readonly baseCommit: string;
  readonly commit: string;
  readonly changed: readonly ChangedPath[];
  /** Lists of globs that each bind. */
  readonly allowedPaths: readonly (readonly string[])[];
  readonly before: TestRun;
  readonly after: TestRun;
  /** The checkout of the commit, for the static scan. */
  readonly checkout: string;
  /** Folders of the checkouts, whose paths are written as "." for readers. */
  readonly roots: readonly string[];
}

/** Check 9: the tests, run by us, on this commit; and the scripts that say what the tests are. */
export async function checkTests(material: GateMaterial): Promise<{ check: GateCheckFact; problems: string[] }> {
  const { before, after, commit } = material;
  const problems = [...testProblems(before.fact, after.fact), ...(await scriptProblems(material))];
  const counts = after.fact.counts;
  const told = counts
    ? `${counts.total} tests, ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
    : 'no count';
  const evidence = [
    `command ${JSON.stringify(after.fact.command)}`,
    `exit ${after.fact.exitCode}`,
    told,
    `commit ${commit}`,
    ...(after.fact.logDigest ? [`log sha256:${after.fact.logDigest}`] : []),
    ...problems,
  ].join('; ');
  return { check: { check: 9, verdict: problems.length === 0 ? 'pass' : 'deny', evidence }, problems };
}

const testScripts = ['pretest', 'test', 'posttest'] as const;

/** What counts as the tests is not the author's to change: where the base has a test script, it stays. */
async function scriptProblems({ mirror, baseCommit, commit, changed, repository }: GateMaterial): Promise<string[]> {
  if (repository.gateCommand !== '' || !changed.some(({ path }) => path === 'package.json')) return [];
  const read = async (at: string) => scriptsOf(parseManifest(await mirror.readFile(at, 'package.json')) ?? {});
  const [base, current] = [await read(baseCommit), await read(commit)];
  if (base['test'] === undefined) return [];
  return testScripts
    .filter((name) => base[name] !== current[name])
    .map((name) => `scripts.${name} of package.json was changed. What the gate runs is for a person to change: put it back.`);
}

/** Check 10: the static scan that the operator configured. */
export async function checkStatic(context: WorkspaceContext, material: GateMaterial): Promise<GateCheckFact> {
  const { repository, mirror, checkout } = material;
  if (repository.lintCommand === '') {
    return { check: 10, verdict: 'not-assessed', evidence: 'no static scan is configured for this repository (lint_command)' };
  }
  const run = { command: repository.lintCommand, timeoutMs: context.config.gateTimeoutMs, network: 'none' as const };
  const outcome = await runShell(context, { repository, path: checkout, gitDir: mirror.gitDir }, run);
  if (!outcome.ok) return { check: 10, verdict: 'hold', evidence: `the static scan could not run: ${outcome.refusal.message}` };
  const evidence = `command ${JSON.stringify(repository.lintCommand)}; exit ${outcome.exitCode}`;
  return { check: 10, verdict: outcome.exitCode === 0 ? 'pass' : 'hold', evidence };
}

/** Check 12: no credential in any commit of the branch, nor newly in what the tests print. */
export async function checkSecrets(context: WorkspaceContext, material: GateMaterial): Promise<GateCheckFact> {
  const { mirror, baseCommit, commit, before, after } = material;
  const history = await mirror.diffs.history(baseCommit, commit, scanBytesMax);
  const places = await scanDiff(context.scanner, history.text);
  if (places.length > 0) return { check: 12, verdict: 'deny', evidence: `in the commits: ${places.join('; ')}` };
  if (after.secrets > before.secrets) {
    return {
      check: 12,
      verdict: 'deny',
      evidence: `the tests print ${after.secrets} credentials, on the base ${before.secrets}; they are covered in the log`,
    };
  }
  if (history.truncated)
    return { check: 12, verdict: 'hold', evidence: `the change is too large to be scanned (over ${scanBytesMax} bytes)` };
  return {
    check: 12,
    verdict: 'pass',
    evidence: 'no credential in added lines, commit messages and test output (secretlint, panal/aws-access-key-id)',
  };
}

/** Check 13: every changed path is allowed. */
export async function checkPaths({ mirror, changed, allowedPaths }: GateMaterial): Promise<GateCheckFact> {
  const problems = await pathProblems(mirror, changed, allowedPaths);
  if (problems.length > 0) return { check: 13, verdict: 'deny', evidence: describePathProblems(problems) };
  const rules = allowedPaths.filter((globs) => globs.length > 0).map((globs) => globs.slice(0, 10).join(', '));
  return {
    check: 13,
    verdict: 'pass',
    evidence: `${changed.length} paths changed, none protected; allowed: ${rules.join(' and ') || 'all others'}`,
  };
}

/** Check 14: any change of what the repository depends on is for a person to see. */
export async function checkDependencies({ mirror, baseCommit, commit, changed }: GateMaterial): Promise<GateCheckFact> {
  const found: string[] = [];
  for (const { path } of changed) {
    if (isDependencyFile(path)) found.push(printable(path));
    else if (isPackageManifest(path)) {
      const fields = packageDelta(await mirror.readFile(baseCommit, path), await mirror.readFile(commit, path));
      found.push(...fields.map((field) => `${printable(path)}: ${field}`));
    }
  }
  if (found.length === 0) return { check: 14, verdict: 'pass', evidence: 'no dependency manifest or lockfile changed' };
  return { check: 14, verdict: 'hold', evidence: `changed: ${found.slice(0, 20).join('; ')}` };
}

/** Checks 15 and 16: confinement and network, as observed from inside the sandbox. */
export function checkConfinement({ before, after, repository }: GateMaterial): GateCheckFact[] {
  const runs = [before, after].filter((run) => run.evidence !== undefined || run.fact.notRun !== '');
  const sandbox = judgeSandbox(
    runs.map((run) => run.fact),
    repository.sandbox === 'required',
  );
  const observed = runs.flatMap((run) => run.evidence ?? []);
  const closed = observed.length > 0 && observed.every((seen) => seen.network === 'none' && seen.namespaces.includes('net'));
  if (runs.some((run) => run.installed)) {
    const evidence = "the configured install command had the machine's network; the tests had none";
    return [sandbox, { check: 16, verdict: 'not-assessed', evidence }];
  }
  const egress: GateCheckFact = closed
    ? {
        check: 16,
        verdict: 'pass',
        evidence: 'every command ran in a network namespace of its own, without any interface but loopback',
      }
    : { check: 16, verdict: 'not-assessed', evidence: 'no command was seen to run in a network namespace of its own' };
  return [sandbox, egress];
}
