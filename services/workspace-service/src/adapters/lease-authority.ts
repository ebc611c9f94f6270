import { type GrpcChannel, ServiceError, grpcReason, isRetryable } from '@panal/kernel/runtime';
import { ConfirmLeaseRequest, OrchestratorService } from '@panal/shared-types/orchestrator';
import type { LeaseAuthority } from '../ports.ts';

const CONFIRM_TIMEOUT_MS = 5_000;

/** Leases as the orchestrator knows them; asked anew each time, since an answer is true only when it is given. */
export function createLeaseAuthority(channel: GrpcChannel): LeaseAuthority {
  return {
    async confirm(query) {
      const request = ConfirmLeaseRequest.fromPartial(query);
      try {
        return await channel.call(OrchestratorService.confirmLease, request, { timeoutMs: CONFIRM_TIMEOUT_MS });
      } catch (error) {
        if (isRetryable(error)) {
          const message = `The orchestrator cannot confirm the lease of "${query.taskId}" now. Try again shortly.`;
          throw new ServiceError('orchestrator-away', message, { cause: error });
        }
        throw new ServiceError('lease-lost', `The orchestrator refused: ${grpcReason(error)}.`, { cause: error });
      }
    },
  };
}
