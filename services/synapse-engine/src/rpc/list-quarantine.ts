import { type ListQuarantineRequest, ListQuarantineReply } from '@panal/shared-types/synapse';
import { changesOf } from '../core/change-set.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';

const LIMIT_DEFAULT = 100;
/** Of the changes in one answer, bytes; batches beyond it come without theirs. */
const CHANGES_BYTES_MAX = 4 * 1024 * 1024;

/** The batches of feeds that broke a shape and wait for a person, newest first. */
export function listQuarantine(synapse: Synapse, request: ListQuarantineRequest): ListQuarantineReply {
  const namespace = request.namespace === '' ? undefined : requireNamespace(request.namespace);
  const { batches, forgotten } = synapse.store.state.quarantine;
  const found = [...batches.values()].filter((batch) => namespace === undefined || batch.namespace === namespace);
  let room = request.withChanges ? CHANGES_BYTES_MAX : 0;
  const shown = found
    .toReversed()
    .slice(0, request.limit || LIMIT_DEFAULT)
    .map(({ heldRuns, body, ...rest }) => {
      room -= body.length;
      return { ...rest, changes: room >= 0 ? changesOf({ runs: heldRuns, body }) : [] };
    });
  return ListQuarantineReply.fromPartial({ batches: shown, total: found.length, forgotten });
}
