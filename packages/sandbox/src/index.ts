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
