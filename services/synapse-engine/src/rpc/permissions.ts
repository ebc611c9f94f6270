import type { CallContext, GraphPermission, Handlers } from '@panal/kernel/runtime';
import type { SemanticEngineServer } from '@panal/shared-types/synapse';
import { requirePermission } from '../shell/access.ts';
import { requireNamespace } from '../shell/synapse.ts';

/** What a method does to the namespace of its request; `all`: it is about no namespace, or about all where none is named. */
interface Needs {
  readonly permission: GraphPermission;
  readonly emptyMeans: 'default' | 'all';
}

type Method = keyof { [K in keyof SemanticEngineServer as string extends K ? never : K]: true };

const inNamespace = (permission: GraphPermission): Needs => ({ permission, emptyMeans: 'default' });
const inAll = (permission: GraphPermission): Needs => ({ permission, emptyMeans: 'all' });

/** Permission that each method needs where a token is bound to namespaces (`each-batch`: the handler asks for each of them); a method that is missing here does not compile. */
const needs: Readonly<Record<Method, Needs | 'each-batch'>> = {
  ingestTriples: inNamespace('write'),
  ingestFile: inNamespace('write'),
  ingestStream: 'each-batch',
  applyChanges: inNamespace('write'),
  getFeedPosition: inAll('write'),
  deleteNamespaceData: inNamespace('delete'),
  applyReasoning: inNamespace('reason'),
  querySparql: inNamespace('read'),
  getNeighbors: inNamespace('read'),
  search: inNamespace('read'),
  hybridSearch: inNamespace('read'),
  resolveId: inNamespace('read'),
  getAllTriples: inNamespace('read'),
  watchChanges: inAll('read'),
  getStatistics: inAll('read'),
  listQuarantine: inAll('read'),
  resolveQuarantine: inNamespace('write'),
  updateSparql: inNamespace('write'),
  applyTransaction: inNamespace('write'),
  streamQuery: inNamespace('read'),
  streamTriples: inNamespace('read'),
  exportQuads: inAll('read'),
  backup: inAll('read'),
};

/** The handlers, each behind a check that the caller's token allows it in the namespace of the request. */
export function permitted(handlers: Handlers<SemanticEngineServer>): Handlers<SemanticEngineServer> {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const needed = needs[name as Method];
    if (needed === 'each-batch') return [name, handler];
    const { permission, emptyMeans } = needed;
    return [
      name,
      (request: { namespace?: string }, context: CallContext, ...rest: unknown[]): unknown => {
        const given = request.namespace ?? '';
        const namespace = given === '' && emptyMeans === 'all' ? '*' : requireNamespace(given);
        requirePermission(context.principal, namespace, permission);
        return (handler as (...args: unknown[]) => unknown)(request, context, ...rest);
      },
    ];
  });
  return Object.fromEntries(guarded) as Handlers<SemanticEngineServer>;
}
