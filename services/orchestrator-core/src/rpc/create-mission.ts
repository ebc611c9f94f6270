import { randomUUID } from 'node:crypto';
import { type CallContext, redactSecrets } from '@panal/kernel/runtime';
import type { CreateMissionReply, CreateMissionRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { execute, orThrow } from './outcome.ts';

/** Creates a mission; the same idempotency key returns the same one. */
export const createMission =
  (orchestrator: Orchestrator) =>
  async (request: CreateMissionRequest, context: CallContext): Promise<CreateMissionReply> => {
    const { store, workflow } = orchestrator;
    const executed = orThrow(
      await execute(store, {
        ...request,
        type: 'create-mission',
        missionId: `m-${randomUUID().replaceAll('-', '').slice(0, 12)}`,
        title: redactSecrets(request.title),
        description: redactSecrets(request.description),
        workflow,
        traceparent: context.traceparent,
        actor: context.principal.subject,
      }),
    );
    const missionId = store.state.missionByKey.get(request.idempotencyKey) ?? '';
    return { missionId, created: executed.events.length > 0 };
  };
