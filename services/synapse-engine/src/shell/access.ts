import type { Role } from '@panal/kernel/runtime';

/** Who may add facts. */
export const writers: readonly Role[] = ['service', 'operator'];
/** Who may read everything. */
export const readers: readonly Role[] = ['viewer', 'operator', 'approver', 'service'];
/** Who may run a read-only query, over gRPC and HTTP. */
export const queriers: readonly Role[] = [...readers, 'agent'];
