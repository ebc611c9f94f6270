/**
 * What a caller asks of the sandbox and what it gets back. Types only; `run-sandboxed.ts` does the work.
 */

/** `required`: confined by namespaces or refused. `best-effort`: the strongest profile that works here, and the evidence says which. */
export type SandboxRequirement = 'required' | 'best-effort';

/** Strongest first: bubblewrap, `unshare` of util-linux, or no confinement beyond limits and a clean environment. */
export type SandboxProfile = 'bubblewrap' | 'unshare' | 'none';

/** `none`: a network of its own holding only loopback. `host`: the machine's network, for install commands the operator configured. */
export type SandboxNetwork = 'none' | 'host';

/** Bounds on what a command may use. Memory, file size and CPU count per process; processes (threads included) and tmp for the whole run. */
export interface SandboxLimits {
  processesMax: number;
  /** Private writable memory of one process (RLIMIT_DATA: what it reserves without being able to write does not count). */
  dataBytesMax: number;
  fileBytesMax: number;
  cpuSecondsMax: number;
  openFilesMax: number;
  /** Size of the private /tmp and of /dev/shm, each. Profile `none` has neither. */
  tmpBytesMax: number;
}

export interface SandboxRequest {
  /** Program and arguments; arguments are visible to other users of the machine, so no secrets here. */
  command: string[];
  /** Absolute path of the one writable tree. Its `.git` (folder or file) stays read-only unless listed in `writablePaths`. */
  cwd: string;
  /** Added to PATH, HOME, TMPDIR and LANG; nothing else is inherited. Delivered by pipe, never by arguments. A PATH given here comes after the Node runtime's folder. */
  env?: Record<string, string>;
  stdin?: string;
  timeoutMs: number;
  /** Bound on each of `stdout`, `stderr` and `output`: the head and the tail are kept, the middle is dropped and counted. */
  outputBytesMax: number;
  requirement: SandboxRequirement;
  /** Further existing absolute paths to show read-only, such as a repository's common git folder. */
  readOnlyPaths?: string[];
  /** Further existing absolute paths to show writable. */
  writablePaths?: string[];
  /** Default `none`. */
  network?: SandboxNetwork;
  /** Overrides of the default limits. */
  limits?: Partial<SandboxLimits>;
  /** Aborting kills the whole run. */
  signal?: AbortSignal;
}

/** What bounded the number of processes: the kernel, our watch of the process tree (root is exempt from the kernel's limit), or nothing. */
export type ProcessLimitEnforcement = 'kernel' | 'watch' | 'none';

/** What confined the command: as observed from inside just before it started, not as hoped for. */
export interface SandboxEvidence {
  profile: SandboxProfile;
  /** SHA-256 (hex) over the profile's rules, limits and network, without the paths of this run: equal rules give equal hashes. */
  profileHash: string;
  /** Version line of the tool, absent for `none`. */
  version?: string;
  /** What the command could reach, whatever was asked: `host` for profile `none`. */
  network: SandboxNetwork;
  /** Namespaces seen to differ from ours, sorted: `ipc`, `mnt`, `net`, `pid`, `user`, `uts`. */
  namespaces: string[];
  limits: SandboxLimits;
  processLimit: ProcessLimitEnforcement;
  /** No system-call filter is built yet. */
  seccomp: 'absent';
  /** What this profile does not confine here, in plain sentences. */
  gaps: string[];
}

/** Why nothing was run. `no-sandbox`: confinement was required and is not to be had. `bad-request`: the request itself. */
export interface SandboxRefusal {
  code: 'no-sandbox' | 'bad-request';
  /** What happened, why, what to do; safe to show. */
  message: string;
}

/** The end of a command that started. A non-zero exit, a time-out and a missing program (exit code 127) are results, not refusals. */
export interface SandboxResult {
  ok: true;
  /** As a shell reports it: 128 + the signal's number for a command that a signal ended. */
  exitCode: number;
  /** The signal that we ended it with, or that is known to have ended it. */
  signal?: string;
  stdout: string;
  stderr: string;
  /** Both streams in order of arrival. */
  output: string;
  /** Bytes left out of `output`. */
  droppedBytes: number;
  timedOut: boolean;
  /** Present when our watch ended the run for exceeding a limit. */
  limitExceeded?: 'processes';
  durationMs: number;
  evidence: SandboxEvidence;
}

export type SandboxOutcome = SandboxResult | { ok: false; refusal: SandboxRefusal };

/** The strongest profile that works on this machine, for `panal doctor`. */
export interface SandboxDetection {
  profile: SandboxProfile;
  version?: string;
  /** Why this one, and why not a stronger one. */
  why: string;
  /** What to install or change for a stronger one. */
  advice?: string;
}

/** For tests and for operators who want to exclude a profile: which ones may be tried, strongest first. */
export interface SandboxOptions {
  profiles?: readonly SandboxProfile[];
}
