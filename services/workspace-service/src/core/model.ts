/**
 * What the workspace-service remembers, and the only ways in which it changes.
 *
 * Worktree of a lease:
 *
 *   | state  | open-worktree        | record-commit    | close-worktree |
 *   |--------|----------------------|------------------|----------------|
 *   | none   | open                 | refused          | nothing to do  |
 *   | open   | same agent: as it is | open, head moves | none           |
 *
 * Push of a lease:
 *
 *   | state   | begin-push       | end-push          |
 *   |---------|------------------|-------------------|
 *   | none    | begun            | refused           |
 *   | begun   | begun, same id   | pushed or refused |
 *   | pushed  | as it is         | as it is          |
 *   | refused | as it is         | as it is          |
 */

/** What commands of a repository must run in; `best-effort` is for code that we wrote ourselves. */
export type SandboxRequirement = 'required' | 'best-effort';

export interface Repository {
  readonly repositoryId: string;
  /** Absolute path or URL without credentials. */
  readonly source: string;
  readonly pushRemote: string;
  readonly baseBranch: string;
  readonly gateCommand: string;
  readonly allowedPaths: readonly string[];
  readonly sandbox: SandboxRequirement;
  readonly installCommand: string;
  readonly lintCommand: string;
}

/** The commit that a mission's work is measured against; fixed when its first worktree opens. */
export interface MissionBase {
  readonly missionId: string;
  readonly repositoryId: string;
  readonly baseCommit: string;
}

export interface CommitRecord {
  readonly commit: string;
  readonly parent: string;
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
  readonly diffDigest: string;
  readonly messageDigest: string;
}

export interface Worktree {
  readonly taskId: string;
  readonly missionId: string;
  readonly repositoryId: string;
  readonly agentId: string;
  readonly branch: string;
  readonly baseCommit: string;
  readonly headCommit: string;
  readonly allowedPaths: readonly string[];
  readonly lastCommit: CommitRecord | undefined;
}

export interface GateRecord {
  readonly taskId: string;
  readonly missionId: string;
  readonly repositoryId: string;
  readonly baseCommit: string;
  readonly commit: string;
  readonly passed: boolean;
  readonly diffDigest: string;
  readonly summary: string;
  /** The GateResult message as JSON, without its error log. */
  readonly resultJson: string;
  /** Digest under which the error log is stored; empty when there is none. */
  readonly errorLogDigest: string;
}

export interface PushIntent {
  readonly taskId: string;
  readonly missionId: string;
  readonly repositoryId: string;
  readonly remote: string;
  readonly branch: string;
  readonly commit: string;
  readonly diffDigest: string;
}

export interface PushRecord extends PushIntent {
  /** What the branch must hold at the remote for the push to be made; empty: it must not exist. */
  readonly expectedCommit: string;
  readonly outcome: 'begun' | 'pushed' | 'refused';
  readonly reason: string;
}

export interface WorkspaceState {
  readonly repositories: Map<string, Repository>;
  readonly missions: Map<string, MissionBase>;
  readonly worktrees: Map<string, Worktree>;
  readonly gates: Map<string, GateRecord>;
  readonly pushes: Map<string, PushRecord>;
  /** The last commit that we pushed, by `remote NUL branch`. */
  readonly pushedRefs: Map<string, string>;
}

export type WorkspaceCommand =
  | { readonly type: 'register-repository'; readonly repository: Repository }
  | { readonly type: 'open-worktree'; readonly worktree: Omit<Worktree, 'lastCommit'> }
  | { readonly type: 'record-commit'; readonly taskId: string; readonly record: CommitRecord }
  | { readonly type: 'close-worktree'; readonly taskId: string; readonly reason: string }
  | { readonly type: 'record-gate'; readonly gate: GateRecord }
  | { readonly type: 'begin-push'; readonly push: PushIntent; readonly gateRequired: boolean }
  | { readonly type: 'end-push'; readonly taskId: string; readonly outcome: 'pushed' | 'refused'; readonly reason: string };

export type WorkspaceEvent =
  | { readonly type: 'repository-registered'; readonly repository: Repository }
  | { readonly type: 'mission-based'; readonly base: MissionBase }
  | { readonly type: 'worktree-opened'; readonly worktree: Worktree }
  | { readonly type: 'work-committed'; readonly taskId: string; readonly missionId: string; readonly record: CommitRecord }
  | { readonly type: 'worktree-closed'; readonly taskId: string; readonly reason: string }
  | { readonly type: 'gate-ended'; readonly gate: GateRecord }
  | { readonly type: 'push-begun'; readonly push: PushRecord }
  | { readonly type: 'push-ended'; readonly push: PushRecord };

export interface WorkspaceRefusal {
  readonly code: string;
  readonly message: string;
}

/** How much is remembered; what is older and ended is forgotten first, and is still in the journal. */
export const bounds = {
  repositoriesMax: 1_000,
  missionsMax: 20_000,
  worktreesMax: 512,
  gatesMax: 1_000,
  pushesMax: 1_000,
  pushedRefsMax: 20_000,
} as const;

/** Key of `pushedRefs`. */
export const refKey = (remote: string, branch: string): string => `${remote}\0${branch}`;
