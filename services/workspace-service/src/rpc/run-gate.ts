import type { GateResult, RunGateRequest } from '@panal/shared-types/workspace';
import type { GateRunner } from '../shell/run-gate.ts';

/** RunGate: runs on when the caller goes away; a repeated call joins it or gets the recorded result. */
export function runGateRpc(gates: GateRunner, request: RunGateRequest): Promise<GateResult> {
  return gates.run(request);
}
