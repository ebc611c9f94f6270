import type { CheckVerdict, Mission } from '@panal/shared-types/orchestrator';
import { formatUsd } from '@panal/kernel/pure';
import pc from 'picocolors';
import { colourState, formatTime, safeText, table } from './output.ts';

const clip = (text: string, lengthMax: number): string => (text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text);

/** Lines that list the newest verdict of every check. */
export function verdictLines(verdicts: readonly CheckVerdict[]): string[] {
  const rows = verdicts
    .toSorted((a, b) => a.check - b.check)
    .map((v) => [
      String(v.check).padStart(2),
      colourState(v.verdict),
      safeText(v.name),
      v.controls.join(' '),
      pc.dim(clip(safeText(v.evidence), 60)),
    ]);
  return table(['#', 'VERDICT', 'CHECK', 'SP 800-53', 'EVIDENCE'], rows);
}

/** Everything that `panal task show` says of a mission. */
export function missionDetails(mission: Mission): string[] {
  const lines = [
    `${pc.bold(safeText(mission.title))}  ${pc.dim(mission.missionId)}`,
    `state     ${colourState(mission.state)}${mission.reason ? `: ${safeText(mission.reason)}` : ''}`,
    `created   ${formatTime(mission.createdMs)} UTC${mission.endedMs ? `, ended ${formatTime(mission.endedMs)} UTC` : ''}`,
    `branch    ${mission.branch} in ${mission.repositoryId}${mission.pushedCommit ? `, pushed ${mission.pushedCommit.slice(0, 12)}` : ''}`,
    `budget    ${formatUsd(mission.budgetNanoUsd)}   model ${mission.model || '(default)'}   project ${mission.project}`,
    '',
    ...table(
      ['STEP', 'STATE', 'ATTEMPTS', 'AGENT', 'NOTE'],
      mission.tasks.map((task) => [
        task.taskType,
        colourState(task.state),
        String(task.attempts),
        task.agentId || '–',
        safeText(task.reason || task.progress),
      ]),
    ),
  ];
  if (mission.pendingApproval)
    lines.push(
      '',
      `${pc.yellow('Waits for approval')} of ${safeText(mission.pendingApproval.subject)}: panal approve ${mission.pendingApproval.approvalId}`,
    );
  for (const finding of mission.findings)
    lines.push(
      '',
      pc.yellow(`${finding.source} found in attempt ${finding.attempt}:`),
      ...safeText(finding.text)
        .split('\n')
        .map((line) => `  ${line}`),
    );
  if (mission.verdicts.length > 0) lines.push('', ...verdictLines(mission.verdicts));
  return lines;
}
