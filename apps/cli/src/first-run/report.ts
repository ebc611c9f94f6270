import {
  AnalystService,
  type FailureCluster,
  type GoldenRule,
  ListClustersRequest,
  ListRulesRequest,
} from '@panal/shared-types/analyst';
import { GatewayAdminService, GetSpendRequest, ListUsageRequest, type ScopeSpend, type Usage } from '@panal/shared-types/gateway';
import { GetMissionRequest, type Mission, OrchestratorService } from '@panal/shared-types/orchestrator';
import { GateResult, GetDiffRequest, type TestRun, WorkspaceService } from '@panal/shared-types/workspace';
import { formatDuration, formatUsd } from '@panal/kernel/pure';
import pc from 'picocolors';
import { ruleDetails } from '../commands/rules.ts';
import type { Connection } from '../connection.ts';
import { verdictLines } from '../show/mission.ts';
import { colourState, safeText } from '../show/output.ts';

/** Everything that the end of a run shows. */
export interface RunReport {
  readonly mission: Mission;
  readonly diff: string;
  readonly gates: readonly GateResult[];
  readonly spend: readonly ScopeSpend[];
  readonly usages: readonly Usage[];
  readonly clusters: readonly FailureCluster[];
  readonly rules: readonly GoldenRule[];
}

/** The gate's results of a mission, oldest first, as recorded with its findings and artifacts. */
function gateResults(mission: Mission): GateResult[] {
  const recorded = [
    ...mission.findings
      .filter(({ source }) => source === 'gate')
      .map(({ attempt, resultJson }) => ({ attempt, json: resultJson })),
    ...mission.artifacts.filter(({ taskType }) => taskType === 'gate').map(({ attempt, text }) => ({ attempt, json: text })),
  ];
  return recorded
    .filter(({ json }) => json.startsWith('{'))
    .toSorted((a, b) => a.attempt - b.attempt)
    .map(({ json }) => GateResult.fromPartial(JSON.parse(json) as GateResult));
}

/** Asks every service for its part of a run's story. */
export async function collectReport(connection: Connection, missionId: string): Promise<RunReport> {
  const mission = await connection
    .to('orchestrator')
    .call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }));
  const ids = new Set(mission.failures.map(({ clusterId }) => clusterId));
  const commit = mission.pushedCommit || mission.headCommit;
  const [diff, spend, usages, clusters, rules] = await Promise.all([
    commit && mission.baseCommit
      ? connection
          .to('workspace')
          .call(
            WorkspaceService.getDiff,
            GetDiffRequest.fromPartial({ repositoryId: mission.repositoryId, baseCommit: mission.baseCommit, commit, missionId }),
          )
      : undefined,
    connection.to('gateway').call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope: `mission:${missionId}` })),
    connection.to('gateway').call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ missionId, limit: 1000 })),
    connection.to('analyst').call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 100 })),
    connection.to('analyst').call(AnalystService.listRules, ListRulesRequest.fromPartial({})),
  ]);
  return {
    mission,
    diff: diff?.diff ?? '',
    gates: gateResults(mission),
    spend: spend.scopes,
    usages: usages.usages,
    clusters: clusters.clusters.filter(({ clusterId }) => ids.has(clusterId)),
    rules: rules.rules.filter(({ clusterId }) => ids.has(clusterId)),
  };
}

const DIFF_LINES_MAX = 160;
const heading = (title: string): string[] => ['', pc.bold(pc.cyan(`── ${title} ${'─'.repeat(Math.max(0, 72 - title.length))}`))];

function colourDiff(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('diff ')) return pc.bold(line);
  if (line.startsWith('@@')) return pc.cyan(line);
  if (line.startsWith('+')) return pc.green(line);
  return line.startsWith('-') ? pc.red(line) : line;
}

/** Files of the plan come last: people look for the change of the code first. */
function diffLines(diff: string): string[] {
  const files = diff.split(/^(?=diff --git )/m).filter(Boolean);
  const isPlan = (file: string): boolean => file.startsWith('diff --git a/openspec/');
  const code = files.filter((file) => !isPlan(file)).join('');
  const lines = safeText(code).trimEnd().split('\n');
  const shown = lines.slice(0, DIFF_LINES_MAX).map(colourDiff);
  if (lines.length > DIFF_LINES_MAX) shown.push(pc.dim(`… ${lines.length - DIFF_LINES_MAX} more lines`));
  const plan = files.filter(isPlan).map((file) => /^diff --git a\/(\S+)/.exec(file)?.[1] ?? '');
  if (plan.length > 0) shown.push(pc.dim(`and the plan: ${plan.join(', ')}`));
  return shown;
}

function testRun(label: string, run: TestRun | undefined): string {
  if (!run) return `${label} not run`;
  const outcome = run.failed === 0 && run.exitCode === 0 ? pc.green('green') : pc.red('red');
  return `${label} ${outcome}  ${run.passed} passed, ${run.failed} failed of ${run.total}  (${safeText(run.command)}, exit ${run.exitCode}, ${formatDuration(run.durationMs)}, sandbox ${run.sandbox || 'none'})`;
}

function testLines(gates: readonly GateResult[]): string[] {
  const lines = [testRun('before the work      ', gates[0]?.before)];
  for (const [index, gate] of gates.entries()) lines.push(testRun(`after attempt ${index + 1}      `.slice(0, 21), gate.after));
  return lines;
}

/** The table above shows the newest verdicts; what the gate objected to in attempts that it rejected stands here. */
function earlierObjections(gates: readonly GateResult[]): string[] {
  return gates.flatMap(({ passed, checks }, index) =>
    passed
      ? []
      : checks
          .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-assessed')
          .map(
            ({ check, verdict, evidence }) =>
              `earlier, attempt ${index + 1}: check ${check} ${colourState(verdict)}  ${pc.dim(safeText(evidence).slice(0, 100))}`,
          ),
  );
}

function spendLines(report: RunReport): string[] {
  const scripted = report.usages.some((usage) => usage.scripted);
  const tokens = report.usages.reduce(
    (sum, usage) => ({ input: sum.input + usage.inputTokens, output: sum.output + usage.outputTokens }),
    { input: 0, output: 0 },
  );
  const scopes = report.spend.map(
    (scope) =>
      `spent ${formatUsd(scope.settledNanoUsd)}, still held ${formatUsd(scope.heldNanoUsd)}, limit ${scope.limitNanoUsd < 0 ? 'none' : formatUsd(scope.limitNanoUsd)}`,
  );
  const models = [
    ...new Set(
      report.usages.map((usage) =>
        usage.scripted ? `${usage.model} (scripted: a trajectory file decides, no model was asked)` : usage.model,
      ),
    ),
  ];
  return [
    ...scopes,
    `${report.usages.length} model calls, ${tokens.input} tokens in, ${tokens.output} out${scripted ? ' (counted from the text)' : ''}`,
    `model: ${models.join(', ') || 'none was asked'}`,
  ];
}

function learnedLines(report: RunReport): string[] {
  const clusters = report.clusters.flatMap((cluster) => [
    `cluster ${cluster.clusterId}: ${cluster.count} ${cluster.count === 1 ? 'failure' : 'failures'} of the form`,
    ...safeText(cluster.template)
      .split('\n')
      .slice(0, 6)
      .map((line) => `  ${pc.dim(line)}`),
  ]);
  return [...clusters, ...report.rules.flatMap((rule) => ['', ...ruleDetails(rule)])];
}

/** The end of a run for people: diff, tests, checks, spend, what was learned. */
export function reportLines(report: RunReport): string[] {
  const { mission } = report;
  return [
    ...heading('Result'),
    `${colourState(mission.state)}: ${safeText(mission.title)}${mission.reason ? ` (${safeText(mission.reason)})` : ''}`,
    mission.pushedCommit ? `pushed ${mission.pushedCommit.slice(0, 12)} to branch ${mission.branch}` : 'nothing was pushed',
    ...(report.diff ? [...heading('Diff'), ...diffLines(report.diff)] : []),
    ...heading('Tests, run by the gate on a clean checkout'),
    ...testLines(report.gates),
    ...heading('Checks (mapped to NIST SP 800-53 rev 5)'),
    ...verdictLines(mission.verdicts),
    ...earlierObjections(report.gates),
    ...heading('Spend'),
    ...spendLines(report),
    ...heading('Learned'),
    ...(report.clusters.length > 0 ? learnedLines(report) : ['no failure, so nothing to learn']),
  ];
}
