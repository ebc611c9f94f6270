import { type GrpcServiceEntry, type Role, grpcService } from '@panal/kernel/runtime';
import {
  type BudgetControlServer,
  BudgetControlService,
  type GatewayAdminServer,
  GatewayAdminService,
} from '@panal/shared-types/gateway';
import { correctUsage } from './correct-usage.ts';
import { createVirtualKey } from './create-virtual-key.ts';
import { extendReservation } from './extend-reservation.ts';
import { getCurrentSpend } from './get-current-spend.ts';
import { getSpend } from './get-spend.ts';
import { listLimits } from './list-limits.ts';
import { listModels } from './list-models.ts';
import { listUsage } from './list-usage.ts';
import { listVirtualKeys } from './list-virtual-keys.ts';
import { mintKey } from './mint-key.ts';
import { readUsageLog } from './read-usage-log.ts';
import { releaseReservation } from './release-reservation.ts';
import { resetBudget } from './reset-budget.ts';
import { revokeKey } from './revoke-key.ts';
import { revokeVirtualKey } from './revoke-virtual-key.ts';
import type { RpcContext } from './rpc-context.ts';
import { setHalt } from './set-halt.ts';
import { setLimit } from './set-limit.ts';
import { summarizeUsage } from './summarize-usage.ts';
import { watchSpend } from './watch-spend.ts';

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
      createVirtualKey: (request, { principal }) => createVirtualKey(request, principal.subject, context),
      listVirtualKeys: (request) => listVirtualKeys(request, context),
      revokeVirtualKey: (request, { principal }) => revokeVirtualKey(request, principal.subject, context),
      listLimits: (request) => listLimits(request, context),
      summarizeUsage: (request) => summarizeUsage(request, context),
      readUsageLog: (request) => readUsageLog(request, context),
      correctUsage: (request, { principal }) => correctUsage(request, principal.subject, context),
      watchSpend: watchSpend(context),
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
      createVirtualKey: operators,
      listVirtualKeys: readers,
      revokeVirtualKey: operators,
      listLimits: readers,
      summarizeUsage: readers,
      readUsageLog: readers,
      correctUsage: operators,
      watchSpend: readers,
    },
  );
  return [budget, admin];
}
