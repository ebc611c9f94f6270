import { ListModelsReply } from '@panal/shared-types/gateway';
import { describePrice } from '../core/price.ts';
import type { ModelTarget } from '../shell/catalogue.ts';
import type { RpcContext } from './rpc-context.ts';

/** ListModels: the models that settings name, who serves them, what they cost, and the health of what they are sent to. */
export function listModels(context: RpcContext): ListModelsReply {
  const models = context.catalogue.list(Date.now()).map(({ model, upstream, price, targets }) => ({
    model,
    upstream: upstream.name,
    scripted: upstream.kind === 'scripted',
    priced: price !== undefined,
    price: price ? `${describePrice(price)} (${price.version})` : 'unknown: requests are refused',
    targets: targets.map((target) => ({
      upstream: target.upstream.name,
      model: target.upstreamModel,
      key: target.keyIndex + 1,
      weight: target.weight,
      state: stateOf(target, context),
    })),
  }));
  return ListModelsReply.fromPartial({ models });
}

/** The worse of the states of a deployment and its key. */
function stateOf({ deployment, key }: ModelTarget, { router }: RpcContext): string {
  const states = [router.stateOf(deployment), router.stateOf(key)];
  return (['open', 'half-open'] as const).find((state) => states.includes(state)) ?? 'closed';
}
