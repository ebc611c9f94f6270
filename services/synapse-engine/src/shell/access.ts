import { type GraphPermission, type Principal, type Role, ServiceError, grantsAllow } from '@panal/kernel/runtime';

/** Who may add facts. */
export const writers: readonly Role[] = ['service', 'operator', 'data-client'];
/** Who may read everything. */
export const readers: readonly Role[] = ['viewer', 'operator', 'approver', 'service', 'data-client'];
/** Who may run a read-only query, over gRPC and HTTP. */
export const queriers: readonly Role[] = [...readers, 'agent'];
/** Who may delete a namespace. */
export const deleters: readonly Role[] = ['operator', 'data-client'];

/**
 * Throws `forbidden` unless the caller may do that in a namespace (`*`: in all of them at once). A token with grants is bound by
 * them whatever its role; role `data-client` may nothing beyond its grants; others have what their role gives.
 */
export function requirePermission(principal: Principal, namespace: string, permission: GraphPermission): void {
  const bound = principal.grants.length > 0 || principal.roles.every((role) => role === 'data-client');
  if (!bound || grantsAllow(principal.grants, namespace, permission)) return;
  const where = namespace === '*' ? 'all namespaces' : `namespace "${namespace}"`;
  throw new ServiceError('forbidden', `The token of "${principal.subject}" does not allow to ${permission} in ${where}.`);
}

const requireRole = (roles: readonly Role[], principal: Principal): void => {
  if (!roles.some((role) => principal.roles.includes(role))) throw new ServiceError('forbidden');
};

/** Throws `forbidden` unless the caller may add facts. */
export const requireWriter = (principal: Principal): void => requireRole(writers, principal);
/** Throws `forbidden` unless the caller may read whole graphs. */
export const requireReader = (principal: Principal): void => requireRole(readers, principal);
