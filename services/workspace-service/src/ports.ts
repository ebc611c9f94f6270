import type { LeaseStatus } from '@panal/shared-types/orchestrator';

/** One call of git. Options that could run a program, and the machine's own configuration, are off in every call. */
export interface GitCall {
  readonly args: readonly string[];
  /** The git folder to use; without it git looks at `cwd` and no further up. */
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of this call, over those of every call. */
  readonly config?: readonly (readonly [string, string])[];
  /** Offers the operator's credentials and network settings; for fetch, ls-remote and push. */
  readonly network?: boolean;
  readonly timeoutMs?: number;
  /** Bytes of standard output kept; the rest is counted and hashed only. */
  readonly stdoutBytesMax?: number;
}

export interface GitOutcome {
  /** -1 when git did not end by itself. */
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly stdout: Buffer;
  /** Bytes that standard output had in all; more than `stdout` holds when it was cut. */
  readonly stdoutBytes: number;
  /** SHA-256 (hex) over all of it. */
  readonly stdoutSha256: string;
  /** At most 64 KiB, credentials removed. */
  readonly stderr: string;
}

/** Git as a child process. */
export interface Git {
  /** Runs git and answers how it ended; rejects only when it can't be started. */
  run(call: GitCall): Promise<GitOutcome>;
  /** As `run`, and rejects with GitFailure on any other end than exit code 0. */
  must(call: GitCall): Promise<GitOutcome>;
}

/** Git ended badly where that is unexpected. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly outcome: GitOutcome;

  constructor(command: string, outcome: GitOutcome) {
    const end = outcome.timedOut ? 'did not end in time' : `ended with code ${outcome.exitCode}`;
    super(`git ${command} ${end}: ${outcome.stderr.trim().split('\n').slice(-5).join(' | ').slice(0, 1_000)}`);
    this.outcome = outcome;
  }
}

/** Who may act on a task now, by the orchestrator's word. */
export interface LeaseAuthority {
  /** Asks before an effect. `agentId` empty: whoever holds it. Rejects with `orchestrator-away` when there is no answer. */
  confirm(query: { readonly taskId: string; readonly agentId: string; readonly effect: string }): Promise<LeaseStatus>;
}

/** One finding of the secret scan: where and by which rule, never what. */
export interface SecretFinding {
  readonly rule: string;
  /** Character offsets in the scanned text. */
  readonly start: number;
  readonly end: number;
}

export interface SecretScanner {
  /** Looks for credentials in a text; comments that ask it to look away are not obeyed. */
  scan(text: string): Promise<readonly SecretFinding[]>;
}

/** Bounds and rules that the operator sets; read by `config.ts`. */
export interface WorkspaceSettings {
  readonly gateTimeoutMs: number;
  readonly installTimeoutMs: number;
  readonly transferTimeoutMs: number;
  readonly sweepMs: number;
  readonly pushRequiresGate: boolean;
  readonly branchPrefix: string;
}

/** A remote's credential: the password lies in a file. */
export interface CredentialSetting {
  readonly url: string;
  readonly username: string;
  readonly passwordFile: string;
}

/** The operator's search path, and the variables that remote access may need. */
export interface OperatorEnvironment {
  readonly path: string;
  readonly network: Readonly<Record<string, string>>;
}
