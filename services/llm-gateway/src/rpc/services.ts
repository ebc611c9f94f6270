import { type GrpcServiceEntry, type Role, grpcService } from '@panal/kernel/runtime';
import {
  type BudgetControlServer,
  BudgetControlService,
  type GatewayAdminServer,
  GatewayAdminService,
} from '@panal/shared-types/gateway';
import { extendReservation } from './extend-reservation.ts';
import { getCurrentSpend } from './get-current-spend.ts';
import { getSpend } from './get-spend.ts';
import { listModels } from './list-models.ts';
import { listUsage } from './list-usage.ts';
import { mintKey } from './mint-key.ts';
import { releaseReservation } from './release-reservation.ts';
import { resetBudget } from './reset-budget.ts';
import { revokeKey } from './revoke-key.ts';
import type { RpcContext } from './rpc-context.ts';
import { setHalt } from './set-halt.ts';
import { setLimit } from './set-limit.ts';

const readers: readonly Role[] = ['viewer', 'operator', 'approver', 'service'];
const orchestrator: readonly Role[] = ['service'];
const operators: readonly Role[] = ['operator'];

/** The gateway's gRPC services with who may call what. */
export function gatewayServices(context: RpcContext): GrpcServiceEntry[] {
  const budget = grpcService<BudgetControlServer>(
    BudgetControlService,
    {
      getCurrentSpend: (_request, { metadata }) => getCurrentSpend(metadata, context),
      resetBudget: (_request, { metadata, principal }) => resetBudget(metadata, principal.subject, context),
      setLimit: (request, { principal }) => setLimit(request, principal.subject, context),
    },
    { getCurrentSpend: [...readers, 'agent'], resetBudget: operators, setLimit: operators },
  );
  const admin = grpcService<GatewayAdminServer>(
    GatewayAdminService,
    {
      mintKey: (request) => mintKey(request, context),
      revokeKey: (request) => revokeKey(request, context),
      extendReservation: (request) => extendReservation(request, context),
      releaseReservation: (request) => releaseReservation(request, context),
      getSpend: (request) => getSpend(request, context),
      listUsage: (request) => listUsage(request, context),
      setHalt: (request) => setHalt(request, context),
      listModels: () => listModels(context),
    },
    {
      mintKey: orchestrator,
      revokeKey: orchestrator,
      extendReservation: orchestrator,
      releaseReservation: orchestrator,
      setHalt: orchestrator,
      getSpend: readers,
      listUsage: readers,
      listModels: readers,
    },
  );
  return [budget, admin];
}
