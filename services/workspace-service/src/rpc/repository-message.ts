import { Repository as Message } from '@panal/shared-types/workspace';
import type { Repository } from '../core/model.ts';

/** A repository as callers see it. */
export const repositoryMessage = (repository: Repository): Message =>
  Message.fromPartial({ ...repository, allowedPaths: [...repository.allowedPaths] });
