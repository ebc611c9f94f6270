import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GrpcServer,
  ServiceError,
  commonSchema,
  createAuthenticator,
  createLogger,
  createMetrics,
  grpcService,
  startGrpcServer,
} from '@panal/kernel/runtime';
import {
  Ack,
  CommitWorkReply,
  GetDiffReply,
  OpenWorktreeReply,
  type WorkspaceServer,
  WorkspaceService,
} from '@panal/shared-types/workspace';

const identity = ['-c', 'user.name=Panal', '-c', 'user.email=agent@panal.invalid', '-c', 'commit.gpgsign=false'];

/** A small workspace-service over real gRPC and real git: one repository, a worktree for each task at the last commit. */
export class SmallWorkspace {
  readonly folder: string;
  readonly #dataDir: string;
  head = '';
  base = '';
  port = 0;
  /** Refuses to commit, as the real one does for a protected path. */
  refuseCommits = 0;
  #server: GrpcServer | undefined;

  constructor(dataDir: string, source: string) {
    this.#dataDir = dataDir;
    this.folder = join(dataDir, 'workspace');
    mkdirSync(join(this.folder, 'worktrees'), { recursive: true });
    cpSync(source, this.#repository, { recursive: true });
    this.#git(['init', '-q', '-b', 'main']);
    this.#git(['add', '-A']);
    this.#git([...identity, 'commit', '-qm', 'Start']);
    this.base = this.#git(['rev-parse', 'HEAD']).trim();
    this.head = this.base;
  }

  get #repository(): string {
    return join(this.folder, 'repository');
  }

  async start(): Promise<void> {
    const unused = (): never => {
      throw new Error('not part of this workspace');
    };
    const handlers = {
      registerRepository: unused,
      listRepositories: unused,
      runGate: unused,
      push: unused,
      openWorktree: ({ taskId }: { taskId: string }) => this.#open(taskId),
      commitWork: ({ taskId, message }: { taskId: string; message: string }) => this.#commit(taskId, message),
      getDiff: ({ baseCommit, commit }: { baseCommit: string; commit: string }) => this.diff(baseCommit, commit),
      closeWorktree: ({ taskId }: { taskId: string }) => {
        this.#git(['worktree', 'remove', '--force', this.#worktree(taskId)]);
        return Ack.fromPartial({ ok: true });
      },
    };
    const access = Object.fromEntries(Object.keys(handlers).map((name) => [name, ['agent']]));
    this.#server = await startGrpcServer(
      {
        common: commonSchema.parse({}),
        port: 0,
        services: [grpcService<WorkspaceServer>(WorkspaceService, handlers as never, access as never)],
        protoFiles: ['workspace.proto'],
        errors: {},
      },
      {
        authenticator: await createAuthenticator(this.#dataDir),
        log: createLogger({ service: 'small-workspace', level: 'silent' }),
        metrics: createMetrics('small'),
      },
    );
    this.port = this.#server.port;
  }

  async stop(): Promise<void> {
    await this.#server?.drain(0);
  }

  /** Worktrees that were opened and not given back. */
  openWorktrees(): number {
    return (
      this.#git(['worktree', 'list', '--porcelain'])
        .split('\n')
        .filter((line) => line.startsWith('worktree ')).length - 1
    );
  }

  file(path: string, commit = this.head): string {
    return this.#git(['show', `${commit}:${path}`]);
  }

  diff(baseCommit: string, commit: string): GetDiffReply {
    const diff = this.#git(['diff', baseCommit, commit]);
    return GetDiffReply.fromPartial({ diff, diffDigest: createHash('sha256').update(diff).digest('hex') });
  }

  /** What the repository's own tests say on a clean checkout of the head. */
  runTests(): { passed: boolean; output: string } {
    const checkout = join(this.folder, `checkout-${Date.now()}`);
    this.#git(['worktree', 'add', '-q', '--detach', checkout, this.head]);
    try {
      const output = execFileSync(process.execPath, ['--test'], {
        cwd: checkout,
        encoding: 'utf8',
        env: { PATH: '/usr/bin:/bin' },
      });
      return { passed: true, output };
    } catch (error) {
      return { passed: false, output: String((error as { stdout?: unknown }).stdout) };
    } finally {
      this.#git(['worktree', 'remove', '--force', checkout]);
    }
  }

  #worktree = (taskId: string): string => join(this.folder, 'worktrees', taskId);

  #open(taskId: string): OpenWorktreeReply {
    const path = this.#worktree(taskId);
    if (!existsSync(path)) this.#git(['worktree', 'add', '-q', '--detach', path, this.head]);
    return OpenWorktreeReply.fromPartial({
      path,
      branch: 'panal/m1',
      baseCommit: this.base,
      headCommit: this.head,
      testCommand: 'node --test',
      sandbox: 'best-effort',
    });
  }

  #commit(taskId: string, message: string): CommitWorkReply {
    if (this.refuseCommits-- > 0) throw new ServiceError('conflict', 'These paths may not be changed: .github/workflows/ci.yml.');
    const cwd = this.#worktree(taskId);
    this.#git(['add', '-A'], cwd);
    const empty = this.#git(['status', '--porcelain'], cwd) === '';
    if (!empty) {
      this.#git([...identity, 'commit', '-qm', message], cwd);
      this.head = this.#git(['rev-parse', 'HEAD'], cwd).trim();
    }
    return CommitWorkReply.fromPartial({ commit: this.head, empty, files: empty ? 0 : 1 });
  }

  #git(args: readonly string[], cwd = this.#repository): string {
    return execFileSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], { cwd, encoding: 'utf8' });
  }
}
