import { ServiceError } from '@panal/kernel/runtime';

/** Answers an RPC that this version does not have, naming what to use instead. */
export function unimplemented(name: string, instead: string): () => never {
  return () => {
    throw new ServiceError('unimplemented', `${name} is not built in this version. ${instead}`);
  };
}
