import type { Approval } from '@panal/shared-types/orchestrator';
import { confirm, isCancel } from '@clack/prompts';
import { approvalText, decide } from '../commands/approve.ts';
import type { Connection } from '../connection.ts';
import { CliError, exitCodes } from '../exit.ts';

export interface ApprovalPolicy {
  /** Approve without asking, and how that is recorded; undefined: ask on the terminal. */
  readonly unasked: string | undefined;
  readonly write: (line: string) => void;
}

async function ask(approval: Approval, policy: ApprovalPolicy): Promise<boolean> {
  for (const line of approvalText(approval)) policy.write(line);
  const answer = await confirm({ message: 'Approve this plan?', initialValue: true });
  if (isCancel(answer))
    throw new CliError('Interrupted: nothing was decided, and every process was stopped.', exitCodes.interrupted);
  return answer;
}

/** Decides each approval of a run once: by asking the person at the terminal, or as the operator who said `--yes`. */
export function createApprover(
  connection: Connection,
  policy: ApprovalPolicy,
): (approval: Approval | undefined) => Promise<void> {
  const decided = new Set<string>();
  return async (approval) => {
    if (!approval || approval.state !== 'pending' || decided.has(approval.approvalId)) return;
    const approve = policy.unasked ? true : await ask(approval, policy);
    await decide(connection, approval, { approve, via: policy.unasked ?? 'terminal' });
    decided.add(approval.approvalId);
  };
}
