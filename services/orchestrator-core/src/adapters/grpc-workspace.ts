import { type GrpcChannel, redactSecrets } from '@panal/kernel/runtime';
import { type GateResult, PushRequest, RunGateRequest, WorkspaceService } from '@panal/shared-types/workspace';
import type { GateOutcome, Workspace } from '../ports.ts';
import { peerCall } from './peer-call.ts';

const PUSH_TIMEOUT_MS = 120_000;

/** The result for people and later attempts: without the log (the analyst's) and the envelope (kept beside it). */
function resultJson(result: GateResult): string {
  const { envelopeJson: _envelope, errorLog: _log, ...shown } = result;
  return redactSecrets(JSON.stringify(shown));
}

function outcomeOf(result: GateResult): GateOutcome {
  const { passed, commit, baseCommit, diffDigest, envelopeJson, stack, after, checks } = result;
  return {
    passed,
    commit,
    baseCommit,
    diffDigest,
    envelopeJson,
    stack,
    checks: checks.map(({ check, verdict, evidence }) => ({ check, verdict, evidence: redactSecrets(evidence) })),
    summary: redactSecrets(result.summary),
    finding: redactSecrets(result.finding),
    errorLog: redactSecrets(result.errorLog),
    resultJson: resultJson(result),
    after: after && {
      command: after.command,
      exitCode: after.exitCode,
      counted: after.counted,
      total: after.total,
      failed: after.failed,
      logDigest: after.logDigest,
    },
  };
}

/** The workspace-service over gRPC. */
export function grpcWorkspace(channel: GrpcChannel): Workspace {
  return {
    async runGate({ leaseId, timeoutMs, ...request }) {
      const message = RunGateRequest.fromPartial({ ...request, taskId: leaseId });
      return outcomeOf(await peerCall('workspace-service', channel.call(WorkspaceService.runGate, message, { timeoutMs })));
    },
    async push({ leaseId, ...step }) {
      const message = PushRequest.fromPartial({ ...step, taskId: leaseId });
      return await peerCall('workspace-service', channel.call(WorkspaceService.push, message, { timeoutMs: PUSH_TIMEOUT_MS }));
    },
  };
}
