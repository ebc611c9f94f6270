import { buildStatement, canonicalJson, signEnvelope, statementPayloadType } from '@panal/audit';
import { GateResult, TestRun as TestRunMessage } from '@panal/shared-types/workspace';
import { cutBytes, describeFailures, errorLogBytesMax, findingBytesMax, stableText, tailOf } from '../core/finding.ts';
import { type GateCheckFact, type TestRunFact, describeCounts } from '../core/gate-verdict.ts';
import type { WorkspaceContext } from './context.ts';
import {
  type GateMaterial,
  checkConfinement,
  checkDependencies,
  checkPaths,
  checkSecrets,
  checkStatic,
  checkTests,
} from './gate-checks.ts';
import type { TestRun } from './run-tests.ts';

/** What the signed statement of a gate claims; its shape is `GatePredicate`. */
export const gatePredicateType = 'urn:panal:attestation:gate:v1';

const TAIL_LINES_MAX = 60;

/** Judges the material, writes what the next attempt must know, and signs the whole. */
export async function buildGateResult(
  context: WorkspaceContext,
  material: GateMaterial,
  about: { readonly stack: string; readonly missionId: string },
): Promise<GateResult> {
  const { before, after, mirror, baseCommit, commit } = material;
  const tests = await checkTests(material);
  const { digest } = await mirror.diffs.diff(baseCommit, commit);
  const tree = (await mirror.treeOf(commit)) ?? '';
  const checks = [
    tests.check,
    await checkStatic(context, material),
    await checkSecrets(context, material),
    await checkPaths(material),
    await checkDependencies(material),
    ...checkConfinement(material),
    digestChain(context, { commit, tree, digest, runs: [before, after] }),
  ];
  const passed = checks.every(({ verdict }) => verdict !== 'deny');
  const { finding, errorLog } = passed ? { finding: '', errorLog: '' } : explain(material, { checks, problems: tests.problems });
  const envelope = sign(context, material, { ...about, checks, passed, digest, tree });
  return GateResult.fromPartial({
    passed,
    commit,
    baseCommit,
    summary: summaryOf(material, checks, passed),
    before: testRunMessage(before),
    after: testRunMessage(after),
    checks: [...checks],
    diffDigest: digest,
    envelopeJson: JSON.stringify(envelope),
    finding,
    errorLog,
    stack: about.stack,
    signerKeyId: context.signingKey.keyId,
  });
}

/** Check 24: what was tested, what it differs in and what was printed hang together by digests under one signature. */
function digestChain(
  context: WorkspaceContext,
  chain: { commit: string; tree: string; digest: string; runs: readonly TestRun[] },
): GateCheckFact {
  const logs = chain.runs.map(({ fact }) => fact.logDigest).filter(Boolean);
  const parts = [
    `commit ${chain.commit}`,
    `tree ${chain.tree}`,
    `diff sha256:${chain.digest}`,
    ...logs.map((log) => `log sha256:${log}`),
  ];
  return {
    check: 24,
    verdict: 'pass',
    evidence: `${parts.join('; ')}; signed by key ${context.signingKey.keyId} (DSSE, in-toto statement)`,
  };
}

function sign(
  context: WorkspaceContext,
  { before, after, baseCommit, commit, repository }: GateMaterial,
  claim: { stack: string; missionId: string; checks: readonly GateCheckFact[]; passed: boolean; digest: string; tree: string },
) {
  const statement = buildStatement({
    subject: [
      { name: `commit of ${repository.repositoryId}`, digest: { gitCommit: commit, gitTree: claim.tree } },
      { name: 'diff', digest: { sha256: claim.digest } },
    ],
    predicateType: gatePredicateType,
    predicate: {
      passed: claim.passed,
      missionId: claim.missionId,
      repositoryId: repository.repositoryId,
      stack: claim.stack,
      baseCommit,
      before: factJson(before.fact),
      after: factJson(after.fact),
      checks: claim.checks.map((check) => ({ ...check })),
    },
  });
  return signEnvelope(statementPayloadType, Buffer.from(canonicalJson(statement)), context.signingKey);
}

const factJson = ({ counts, ...fact }: TestRunFact) => ({ ...fact, counts: counts ? { ...counts } : null });

const checkNames: Readonly<Record<number, string>> = {
  9: 'tests',
  10: 'static scan',
  12: 'secrets',
  13: 'paths',
  14: 'dependencies',
  15: 'sandbox',
  16: 'network',
  24: 'digests',
};

const nameOf = ({ check }: GateCheckFact): string => `${checkNames[check] ?? ''} (check ${check})`;

function summaryOf({ before, after }: GateMaterial, checks: readonly GateCheckFact[], passed: boolean): string {
  const told = `tests before: ${describeCounts(before.fact)}; after: ${describeCounts(after.fact)}`;
  const held = checks.filter(({ verdict }) => verdict === 'hold').map(nameOf);
  const denied = checks.filter(({ verdict }) => verdict === 'deny').map(nameOf);
  const why = [
    ...(denied.length > 0 ? [`failed: ${denied.join(', ')}`] : []),
    ...(held.length > 0 ? [`for a person to see: ${held.join(', ')}`] : []),
  ];
  return [`Gate ${passed ? 'passed' : 'failed'}. ${told}`, ...why].join('. ');
}

/** What the author must know (4 KiB at most) and what the analyst gets (64 KiB at most); the same failure gives the same text. */
function explain(
  { after, roots, repository }: GateMaterial,
  { checks, problems }: { checks: readonly GateCheckFact[]; problems: readonly string[] },
): { finding: string; errorLog: string } {
  const others = checks
    .filter(({ check, verdict }) => verdict === 'deny' && check !== 9)
    .map((fact) => `${nameOf(fact)}: ${fact.evidence}`);
  const failed = problems.length > 0 && after.fact.notRun === '' && after.failures.length > 0;
  const unexplained = problems.length > 0 && after.failures.length === 0 && after.output !== '';
  const finding = [
    'The gate rejected this commit.',
    ...problems.map((problem) => `- ${problem}`),
    ...others.map((problem) => `- ${problem}`),
    ...(after.fact.command === '' ? [] : [`Command: ${after.fact.command}`]),
    ...(failed ? ['', 'Failing tests:', describeFailures(after.failures, roots)] : []),
    ...(unexplained ? ['', 'Last lines of the output:', tailOf(after.output, roots, TAIL_LINES_MAX)] : []),
    ...(unexplained && repository.installCommand === ''
      ? ['', 'No install command is set for this repository: what is not committed is not there.']
      : []),
  ].join('\n');
  const output = failed ? after.failures.map(({ name, detail }) => `✖ ${name}\n${detail}`).join('\n\n') : after.output;
  const log = [...problems, ...others, '', stableText(output, roots)].join('\n').trim();
  return { finding: cutBytes(finding, findingBytesMax), errorLog: cutBytes(log, errorLogBytesMax) };
}

function testRunMessage({ fact, durationMs }: TestRun): TestRunMessage {
  return TestRunMessage.fromPartial({
    command: fact.command,
    exitCode: fact.exitCode,
    total: fact.counts?.total ?? 0,
    passed: fact.counts?.passed ?? 0,
    failed: fact.counts?.failed ?? 0,
    skipped: fact.counts?.skipped ?? 0,
    durationMs: Math.round(durationMs),
    logDigest: fact.logDigest,
    sandbox: fact.profile,
    sandboxHash: fact.profileHash,
    timedOut: fact.timedOut,
    counted: fact.counts !== undefined,
  });
}
