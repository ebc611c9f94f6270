import {
  type Approval,
  DecideApprovalRequest,
  ListApprovalsRequest,
  OrchestratorService,
} from '@panal/shared-types/orchestrator';
import { confirm, isCancel } from '@clack/prompts';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type CommandContext, withConnection } from '../command.ts';
import type { Connection } from '../connection.ts';
import { CliError, exitCodes } from '../exit.ts';
import { formatTime, safeText, table } from '../show/output.ts';

const TEXT_LINES_MAX = 60;

/** The content under approval, indented, with its end left out when it is long. */
export function approvalText(approval: Approval): string[] {
  const lines = safeText(approval.text).split('\n');
  const shown = lines.slice(0, TEXT_LINES_MAX).map((line) => `  ${pc.dim('│')} ${line}`);
  if (lines.length > TEXT_LINES_MAX)
    shown.push(pc.dim(`  … ${lines.length - TEXT_LINES_MAX} more lines: panal approve ${approval.approvalId} --show`));
  return [pc.bold(`Approval of ${safeText(approval.subject)}`), pc.dim(`  digest ${approval.digest}`), ...shown];
}

/** Decides an approval for exactly the digest that was shown. */
export async function decide(
  connection: Connection,
  approval: Approval,
  decision: { approve: boolean; via: string; comment?: string },
): Promise<void> {
  const ack = await connection
    .to('orchestrator')
    .call(
      OrchestratorService.decideApproval,
      DecideApprovalRequest.fromPartial({ approvalId: approval.approvalId, digest: approval.digest, ...decision }),
    );
  if (!ack.ok) throw new CliError(ack.message);
}

interface ApproveOptions {
  readonly yes?: boolean;
  readonly reject?: boolean;
  readonly show?: boolean;
  readonly comment?: string;
}

async function pending(connection: Connection): Promise<Approval[]> {
  const { approvals } = await connection
    .to('orchestrator')
    .call(OrchestratorService.listApprovals, ListApprovalsRequest.fromPartial({ pendingOnly: true }));
  return approvals;
}

async function ask(approval: Approval): Promise<boolean> {
  const answer = await confirm({ message: `Approve ${safeText(approval.subject)}?`, initialValue: false });
  if (isCancel(answer)) throw new CliError('Nothing was decided.', exitCodes.interrupted);
  return answer;
}

async function approve(id: string | undefined, options: ApproveOptions, { connection, output }: CommandContext): Promise<void> {
  const approvals = await pending(connection);
  if (!id) {
    output.result(approvals, () =>
      approvals.length === 0
        ? 'Nothing waits for approval.'
        : table(
            ['APPROVAL', 'TASK', 'ASKED (UTC)', 'OF'],
            approvals.map((a) => [a.approvalId, a.missionId, formatTime(a.requestedMs), safeText(a.subject)]),
          ),
    );
    return;
  }
  const approval = approvals.find((candidate) => candidate.approvalId === id || candidate.missionId === id);
  if (!approval) throw new CliError(`No approval "${id}" is pending. List them: panal approve`);
  if (options.show) {
    output.result(approval, () => safeText(approval.text));
    return;
  }
  const decided = options.reject || options.yes;
  if (!decided && !process.stdin.isTTY)
    throw new CliError('There is no terminal to ask on. Pass --yes or --reject.', exitCodes.usage);
  if (!output.json) process.stdout.write(`${approvalText(approval).join('\n')}\n`);
  const approved = options.reject ? false : options.yes ? true : await ask(approval);
  await decide(connection, approval, { approve: approved, via: decided ? 'cli' : 'terminal', comment: options.comment ?? '' });
  output.result({ approvalId: approval.approvalId, approved }, () => (approved ? pc.green('Approved.') : pc.yellow('Rejected.')));
}

export function addApprove(program: Command): void {
  program
    .command('approve')
    .argument('[id]', 'approval or task id; without it, what waits is listed')
    .description('Read and decide what waits for a person')
    .option('-y, --yes', 'approve without asking; recorded as the operator’s decision')
    .option('--reject', 'reject instead')
    .option('--show', 'print the whole content and decide nothing')
    .option('--comment <text>', 'kept with the decision')
    .addHelpText(
      'after',
      '\nExamples:\n  panal approve\n  panal approve a-17\n  panal approve a-17 --reject --comment "split it in two"',
    )
    .action((id: string | undefined, options: ApproveOptions, command: Command) =>
      withConnection(command, (context) => approve(id, options, context)),
    );
}
