import { TaskAssignment } from '@panal/shared-types/orchestrator';
import type { Delivery } from '../shell/worker.ts';

/** A delivery on the wire. */
export function assignmentMessage({ assignment, gatewayKey, gatewayBaseUrl }: Delivery): TaskAssignment {
  const { leaseId, context, constraints, ...rest } = assignment;
  return TaskAssignment.fromPartial({
    ...rest,
    taskId: leaseId,
    context: JSON.stringify(context),
    constraints: [...constraints],
    gatewayKey,
    gatewayBaseUrl,
  });
}
