import type { HttpContext, HttpRoute } from '@panal/kernel/runtime';
import { ServiceError } from '@panal/kernel/runtime';
import { queriers, writers } from '../shell/access.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { exchangeOf } from './exchange.ts';
import { graphStore } from './graph-store.ts';
import { sparqlProtocol } from './sparql-protocol.ts';

const DATASETS = '/datasets/';

/** What a path below `/datasets/` means: `NAME/sparql`, `NAME/data` or `NAME/data/…`. */
function placeOf(path: string): { namespace: string; service: 'sparql' | 'data'; below: string } {
  const [name = '', service = '', ...rest] = path.slice(DATASETS.length).split('/');
  const below = rest.join('/');
  if (name !== '' && service === 'sparql' && below === '') return { namespace: requireNamespace(name), service, below };
  if (name !== '' && service === 'data') return { namespace: requireNamespace(name), service, below };
  throw new ServiceError('not-found', 'Below /datasets/NAME there are /sparql and /data.');
}

/**
 * `/sparql` (parameter `namespace` chooses the dataset), `/datasets/NAME/sparql` and `/datasets/NAME/data`. A namespace is a
 * dataset, and the default graph is the standard's. Who may do what, each handler says.
 */
export function graphRoutes(synapse: Synapse): HttpRoute[] {
  const access = [...new Set([...queriers, ...writers])];
  return [
    {
      method: '*',
      path: '/sparql',
      access,
      handle: (request, response, context: HttpContext) => {
        const namespace = requireNamespace(context.url.searchParams.get('namespace') ?? '');
        return sparqlProtocol(synapse, exchangeOf(request, response, { context, namespace, path: '/sparql' }));
      },
    },
    {
      method: '*',
      path: `${DATASETS}*`,
      access,
      handle: (request, response, context: HttpContext) => {
        const { namespace, service, below } = placeOf(context.url.pathname);
        const exchange = exchangeOf(request, response, { context, namespace, path: `${DATASETS}${namespace}/${service}` });
        return service === 'sparql' ? sparqlProtocol(synapse, exchange) : graphStore(synapse, exchange, below);
      },
    },
  ];
}
