import { ListModelsReply } from '@panal/shared-types/gateway';
import { describePrice } from '../core/price.ts';
import type { RpcContext } from './rpc-context.ts';

/** ListModels: the models that settings name, who serves them and what they cost. */
export function listModels(context: RpcContext): ListModelsReply {
  const models = context.catalogue.list(Date.now()).map(({ model, upstream, price }) => ({
    model,
    upstream: upstream.name,
    scripted: upstream.kind === 'scripted',
    priced: price !== undefined,
    price: price ? `${describePrice(price)} (${price.version})` : 'unknown: requests are refused',
  }));
  return ListModelsReply.fromPartial({ models });
}
