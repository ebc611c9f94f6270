import { ServiceError } from '@panal/kernel/runtime';
import type { Executed, OrchestratorStore } from '../shell/store.ts';
import type { OrchestratorCommand } from '../core/commands.ts';
import type { Ack } from '@panal/shared-types/orchestrator';

/** Executes a command; what keeps the journal from taking it becomes an error that says so. */
export async function execute(store: OrchestratorStore, command: OrchestratorCommand): Promise<Executed> {
  try {
    return await store.execute(command);
  } catch (error) {
    const { name } = error as Error;
    if (name === 'JournalFullError')
      throw new ServiceError('overloaded', 'More is waiting for the disk than can be kept. Try again shortly.', { cause: error });
    if (name === 'JournalClosedError')
      throw new ServiceError('unavailable', 'The orchestrator is stopping. Try again shortly.', { cause: error });
    throw error;
  }
}

/** A refusal as an acknowledgement that says no; other outcomes say yes. */
export const ackOf = (executed: Executed, message: string): Ack =>
  executed.ok ? { ok: true, message } : { ok: false, message: executed.refusal.message };

/** The executed command, or its refusal as an error. */
export function orThrow(executed: Executed): Extract<Executed, { ok: true }> {
  if (executed.ok) return executed;
  throw new ServiceError(executed.refusal.code, executed.refusal.message);
}
