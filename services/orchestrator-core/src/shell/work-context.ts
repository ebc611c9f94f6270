import type { WorkContext } from '@panal/kernel/runtime';
import type { State } from '../core/state.ts';

/**
 * What log lines and outgoing calls about a mission carry: its own trace, whoever asked, so that one trace id finds all that was
 * done for it. `taskId` is the lease's id where there is one, as agents and other services know it.
 */
export const workContextOf = (state: State, missionId: string, taskId = ''): WorkContext => ({
  traceparent: state.missions.get(missionId)?.traceparent ?? '',
  missionId,
  ...(taskId ? { taskId } : {}),
});
