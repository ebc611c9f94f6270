export type {
  ProcessLimitEnforcement,
  SandboxDetection,
  SandboxEvidence,
  SandboxLimits,
  SandboxNetwork,
  SandboxOptions,
  SandboxOutcome,
  SandboxProfile,
  SandboxRefusal,
  SandboxRequest,
  SandboxRequirement,
  SandboxResult,
} from './request.ts';
export { detectSandbox } from './detect-sandbox.ts';
export { defaultLimits } from './limits.ts';
export { argumentBytesMax, argumentsMax, outputBytesLimit, timeoutMsMax } from './plan-run.ts';
export { runSandboxed } from './run-sandboxed.ts';
