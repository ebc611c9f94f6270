import type { Approval } from '@panal/shared-types/orchestrator';
import { confirm, isCancel } from '@clack/prompts';
import pc from 'picocolors';
import { approvalText, decide } from '../commands/approve.ts';
import type { Connection } from '../connection.ts';

export interface ApprovalPolicy {
  /** Approve without asking, and how that is recorded; undefined: ask on the terminal. */
  readonly unasked: string | undefined;
  readonly write: (line: string) => void;
}

async function ask(approval: Approval, policy: ApprovalPolicy): Promise<boolean> {
  for (const line of approvalText(approval)) policy.write(line);
  const answer = await confirm({ message: 'Approve this plan?', initialValue: true });
  return !isCancel(answer) && answer;
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
    if (policy.unasked)
      policy.write(pc.dim(`       approved as the operator (${policy.unasked}), digest ${approval.digest.slice(0, 16)}…`));
  };
}
