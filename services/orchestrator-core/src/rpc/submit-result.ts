import { type CallContext, redactSecrets, withContext } from '@panal/kernel/runtime';
import { parseLeaseId } from '@panal/shared-types';
import type { Ack, TaskResult } from '@panal/shared-types/orchestrator';
import type { Actor } from '../core/state.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { workContextOf } from '../shell/work-context.ts';
import { callingAgent } from './actor.ts';
import { execute } from './outcome.ts';

const NAME_CHARS_MAX = 200;

/** Takes the result of a lease; the same one again gets the same answer, a late one is refused with the reason. */
export const submitResult =
  (orchestrator: Orchestrator) =>
  (result: TaskResult, context: CallContext): Promise<Ack> =>
    acceptResult(orchestrator, result, callingAgent(context, result.agentId));

/** The same for a result that came by stream. */
export async function acceptResult(orchestrator: Orchestrator, result: TaskResult, actor: Actor): Promise<Ack> {
  const lease = parseLeaseId(result.taskId);
  if (!lease) return { ok: false, message: `"${result.taskId}" is no task id. Send the one that came with the assignment.` };
  orchestrator.sightings.saw(actor.subject, orchestrator.clock());
  const { store, random } = orchestrator;
  const executed = await execute(store, {
    type: 'submit-result',
    ...lease,
    actor,
    status: result.status,
    artifact: redactSecrets(result.artifact),
    errorMessage: redactSecrets(result.errorMessage),
    commit: result.commit.slice(0, NAME_CHARS_MAX),
    summary: redactSecrets(result.summary),
    stack: result.stack.slice(0, NAME_CHARS_MAX),
    fatal: result.fatal,
    ruleSetHash: result.ruleSetHash.slice(0, NAME_CHARS_MAX),
    ruleOutcomes: result.ruleOutcomes,
    original: result.agentId === '' && result.ruleSetHash === '',
    jitter: random(),
  });
  if (!executed.ok) {
    const { missionId = '' } = store.state.tasks.get(lease.taskId) ?? {};
    withContext(workContextOf(store.state, missionId, result.taskId), () =>
      orchestrator.log.info({ agent: actor.subject, code: executed.refusal.code }, 'result refused'),
    );
    return { ok: false, message: executed.refusal.message };
  }
  const denied = executed.events.find((event) => event.type === 'step-denied');
  if (denied) return { ok: false, message: denied.reason };
  const answer = store.state.tasks.get(lease.taskId)?.answers.get(lease.epoch);
  return { ok: true, message: answer?.message ?? 'accepted' };
}
