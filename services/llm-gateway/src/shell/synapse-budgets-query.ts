import type { GrpcChannel } from '@panal/kernel/runtime';
import { namespaces } from '@panal/shared-types';
import { selectRows } from '@panal/synapse-client';
import type { BudgetRow } from '../core/synapse-budget.ts';
import { BUDGET_ROWS_MAX } from './limits-from-synapse.ts';

const TIMEOUT_MS = 10_000;

const QUERY = `PREFIX swarm: <${namespaces.swarm}>
SELECT DISTINCT ?subject ?amount ?period ?scope ?hard WHERE {
  ?subject swarm:maxBudget ?amount .
  OPTIONAL { ?subject swarm:period ?period }
  OPTIONAL { ?subject swarm:scope ?scope }
  OPTIONAL { ?subject swarm:hard ?hard }
} LIMIT ${BUDGET_ROWS_MAX + 1}`;

/** Every limit in Synapse; rejects as a gRPC call does while Synapse is away. */
export async function readBudgetRows(channel: GrpcChannel, signal: AbortSignal): Promise<BudgetRow[]> {
  const rows = await selectRows(channel, QUERY, { timeoutMs: TIMEOUT_MS, signal });
  return rows.map(({ subject, amount, period, scope, hard }) => ({
    subject: subject?.value ?? '',
    amount: amount?.value ?? '',
    period: period?.value,
    scope: scope && { value: scope.value, isIri: scope.type === 'uri' },
    hard: hard?.value,
  }));
}
