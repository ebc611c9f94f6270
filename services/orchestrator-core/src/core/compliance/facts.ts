/**
 * What is known when a step is judged. Every fact may be missing; a check whose facts are missing says `not-assessed`, since a
 * verdict without evidence would be an invention.
 */
export interface Facts {
  readonly nowMs?: number;
  /** Who called, as a valid token proved it. */
  readonly principal?: { readonly subject: string; readonly keyId: string; readonly expiresMs: number };
  /** The agent as registered, and the role that the step needs. */
  readonly agent?: {
    readonly registered: boolean;
    readonly suspended: string;
    readonly kind: string;
    readonly handler: string;
    readonly version: string;
  };
  readonly permissions?: { readonly required: readonly string[]; readonly held: readonly string[] };
  readonly transition?: {
    readonly from: string;
    readonly to: string;
    readonly legal: boolean;
    readonly epochGiven: number;
    readonly epochCurrent: number;
    readonly caller: string;
    readonly owner: string;
  };
  readonly separation?: {
    readonly reviewer: string;
    readonly authors: readonly string[];
    readonly profile: 'solo' | 'team';
    readonly reviewerOperator: string;
    readonly authorOperators: readonly string[];
  };
  readonly approval?: { readonly approvedDigest: string; readonly currentDigest: string; readonly approver: string };
  readonly approver?: { readonly name: string; readonly authorised: boolean; readonly how: string };
  readonly rules?: { readonly pinnedHash: string; readonly acknowledgedHash: string };
  readonly tests?: {
    readonly command: string;
    readonly exitCode: number;
    readonly counted: boolean;
    readonly total: number;
    readonly failed: number;
    readonly commit: string;
    readonly commitExpected: string;
    readonly logDigest: string;
  };
  /** Verdicts of the gate, signed by the workspace-service, by number of the check. */
  readonly gate?: Readonly<Record<number, { readonly verdict: string; readonly evidence: string }>>;
  readonly review?: {
    readonly approves: boolean;
    readonly reviewedDigest: string;
    readonly gateDigest: string;
    readonly reviewer: string;
  };
  readonly budget?: {
    readonly ok: boolean;
    readonly reservedNanoUsd: number;
    readonly limitNanoUsd: number;
    readonly message: string;
  };
  readonly loop?: {
    readonly attempt: number;
    readonly attemptsMax: number;
    readonly leases: number;
    readonly leasesMax: number;
    readonly bytes: number;
    readonly bytesMax: number;
  };
  readonly halt?: { readonly halted: string; readonly epoch: number };
  /** Whether the answer waits for the flush of the very record that holds this verdict. */
  readonly journal?: { readonly answerWaitsForFlush: boolean };
  readonly chain?: { readonly verified: boolean; readonly size: number; readonly root: string };
  readonly digests?: {
    readonly gateCommit: string;
    readonly commit: string;
    readonly gateDigest: string;
    readonly reviewedDigest: string;
    readonly signed: boolean;
  };
  readonly denials?: { readonly count: number; readonly max: number; readonly windowMs: number };
}
