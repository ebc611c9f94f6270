import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runSandboxed } from '@panal/sandbox';
import type { SandboxOutcome, SandboxProfile, SandboxRequest, SandboxResult } from '@panal/sandbox';

/** Who runs the command: this process's own user, or an ordinary one where this process is root. */
export type User = 'self' | 'ordinary';

const ordinaryId = 65_534;
const isRoot = process.getuid?.() === 0;
const program = fileURLToPath(new URL('run-request.ts', import.meta.url));
const asOrdinary = ['setpriv', `--reuid=${ordinaryId}`, `--regid=${ordinaryId}`, '--clear-groups', '--'];

/** The users that can be tried here. */
export const users: readonly User[] = isRoot ? ['self', 'ordinary'] : ['self'];

/** Whether that user can read this checkout and run this Node: not where root keeps them in a folder of its own. */
export const canRunAs = (user: User): boolean =>
  user === 'self' || runsQuietly([...asOrdinary, process.execPath, '--check', program]);

/** Whether the kernel's own limit on processes holds for this user. */
export const isLimitedByKernel = (user: User): boolean => user === 'ordinary' || !isRoot;

// Asked of the tools themselves, not of our detection: a profile that we broke must fail its tests, not skip them.
const plainCommands = {
  bubblewrap: ['bwrap', '--unshare-user', '--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', 'true'],
  unshare: ['unshare', '--user', '--map-root-user', '--net', '--pid', '--fork', '--mount-proc', 'true'],
};

/** Profiles that confine, each with whether this machine lets its tools do their work. */
export const confining = (['bubblewrap', 'unshare'] as const).map((profile) => ({
  profile,
  works: runsQuietly(plainCommands[profile]),
}));

function runsQuietly([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, args, { cwd: '/', stdio: 'ignore' }).status === 0;
}

/** What most tests need of a request; the rest has defaults. */
export type Asked = Partial<SandboxRequest> & { command: string[] };

/** Temporary folders and runs in them, for one profile and one user. */
export class SandboxBench {
  readonly profile: SandboxProfile;
  readonly user: User;
  readonly #folders: string[] = [];

  constructor(profile: SandboxProfile, user: User = 'self') {
    this.profile = profile;
    this.user = user;
  }

  /** A folder that belongs to the user. */
  folder(): string {
    const path = mkdtempSync(join(realpathSync(tmpdir()), 'panal-sandbox-test-'));
    this.#folders.push(path);
    if (this.user === 'ordinary') chownSync(path, ordinaryId, ordinaryId);
    return path;
  }

  removeFolders(): void {
    for (const path of this.#folders.splice(0)) rmSync(path, { recursive: true, force: true });
  }

  /** Runs to the outcome, whatever it is. */
  async outcome(asked: Asked): Promise<SandboxOutcome> {
    const request = this.#request(asked);
    const options = { profiles: [this.profile] };
    if (this.user === 'self') return runSandboxed(request, options);
    return this.outcomeOf(this.start(asked));
  }

  /** The outcome that a started run prints. */
  async outcomeOf(child: ChildProcess): Promise<SandboxOutcome> {
    const [output, problems] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      text(child.stderr as NodeJS.ReadableStream),
    ]);
    if (output === '') throw new Error(`the run in a process of its own gave no outcome: ${problems}`);
    return JSON.parse(output) as SandboxOutcome;
  }

  /** Runs, and fails the test where the command was refused. */
  async run(asked: Asked): Promise<SandboxResult> {
    const outcome = await this.outcome(asked);
    if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.message}`);
    return outcome;
  }

  /** Runs a shell script. */
  shell(script: string, more: Partial<SandboxRequest> = {}): Promise<SandboxResult> {
    return this.run({ command: ['sh', '-c', script], ...more });
  }

  /** Starts the run in a process of its own, which finds `stray.open` as its descriptor `stray.descriptor`. */
  start(asked: Asked, stray?: { descriptor: number; open: number }): ChildProcess {
    const node = [process.execPath, '--conditions=panal-source', program];
    const stdio: ('pipe' | 'ignore' | number)[] = ['pipe', 'pipe', 'pipe'];
    if (stray) while (stdio.length <= stray.descriptor) stdio.push(stdio.length === stray.descriptor ? stray.open : 'ignore');
    const [file = '', ...args] = this.user === 'ordinary' ? [...asOrdinary, ...node] : node;
    const child = spawn(file, args, { cwd: '/', env: { PATH: '/usr/bin:/bin' }, stdio });
    child.stdin?.end(JSON.stringify({ request: this.#request(asked), options: { profiles: [this.profile] } }));
    return child;
  }

  #request(asked: Asked): SandboxRequest {
    const requirement = this.profile === 'none' ? 'best-effort' : 'required';
    return { cwd: asked.cwd ?? this.folder(), timeoutMs: 30_000, outputBytesMax: 100_000, requirement, ...asked };
  }
}
