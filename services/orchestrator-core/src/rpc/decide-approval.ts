import { type CallContext, type Principal, ServiceError, redactSecrets } from '@panal/kernel/runtime';
import type { Ack, DecideApprovalRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { ackOf, execute } from './outcome.ts';

const NAME_CHARS_MAX = 200;

interface Approver {
  readonly approver: string;
  readonly authorised: boolean;
  readonly how: string;
}

/** Who approves: the holder of an approver's token, or the member for whom the bridge vouches, having checked a signed webhook. */
function approverOf(principal: Principal, onBehalfOf: string): Approver {
  const { subject, roles } = principal;
  if (roles.includes('approver')) return { approver: subject, authorised: true, how: 'token with role approver' };
  const vouched = onBehalfOf.slice(0, NAME_CHARS_MAX);
  return { approver: vouched, authorised: subject === 'trello-bridge' && vouched !== '', how: `vouched for by ${subject}` };
}

/** Takes a person's decision on exactly what its digest names. */
export const decideApproval =
  ({ store }: Orchestrator) =>
  async (request: DecideApprovalRequest, context: CallContext): Promise<Ack> => {
    const { principal } = context;
    if (principal.roles.includes('agent')) throw new ServiceError('forbidden', 'An agent can never approve.');
    const { approvalId, digest, approve, onBehalfOf } = request;
    const executed = await execute(store, {
      type: 'decide-approval',
      ...{ approvalId, digest, approve },
      comment: redactSecrets(request.comment),
      via: request.via.slice(0, NAME_CHARS_MAX),
      ...approverOf(principal, onBehalfOf),
    });
    if (executed.ok && executed.events.some((event) => event.type === 'approval-voided')) {
      return { ok: false, message: 'What was to be approved has changed; the approval is void.' };
    }
    return ackOf(executed, approve ? 'approved' : 'rejected');
  };
