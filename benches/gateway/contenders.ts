import { BudgetControlService, LimitConfig } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked, isInstalled } from '../../launch/npm.mjs';
import { type GatewayProcess, GatewayHome } from '../../services/llm-gateway/test/gateway-process.ts';
import type { Target } from './load.ts';
import type { BenchUpstream } from './upstream-process.ts';

export type ContenderName = 'nginx' | 'pass-through' | 'portkey' | 'panal' | 'panal workers';

/** Something between clients and the upstream, that is measured. */
export interface Contender extends Target {
  readonly name: ContenderName;
  /** Its process; descendants count, too. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** What can't be started here, and what would help. */
export interface Missing {
  readonly name: ContenderName;
  readonly missing: string;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const accepts = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(undefined));
  });

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill();
    await once(child, 'exit');
  }
}

export async function startPassThrough(upstream: BenchUpstream): Promise<Contender> {
  const child = fork(fileURLToPath(new URL('pass-through.ts', import.meta.url)), [String(upstream.port)]);
  const [port] = (await once(child, 'message')) as [number];
  return { name: 'pass-through', port, headers: [{}], pid: child.pid!, stop: () => ended(child) };
}

/** One worker, connections to the upstream kept open, no access log; streams unbuffered (the upstream's `x-accel-buffering`). */
const nginxConf = (given: { readonly port: number; readonly upstreamPort: number; readonly dir: string }): string => `
daemon off; worker_processes 1; pid ${given.dir}/pid; error_log stderr crit; worker_rlimit_nofile 16384;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 100000000; client_body_buffer_size 1m;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${given.dir}/${name};`).join(' ')}
  upstream model { server 127.0.0.1:${given.upstreamPort}; keepalive 2048; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${given.port} backlog=4096;
    location / { proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_read_timeout 300s; }
  }
}
`;

export async function startNginx(upstream: BenchUpstream): Promise<Contender | Missing> {
  const program = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync);
  if (!program) return { name: 'nginx', missing: 'nginx is not installed (Debian: apt-get install nginx-light)' };
  const dir = mkdtempSync(join(tmpdir(), 'panal-bench-nginx-'));
  const port = await freePort();
  const path = join(dir, 'nginx.conf');
  writeFileSync(path, nginxConf({ port, upstreamPort: upstream.port, dir }));
  const child = spawn(program, ['-c', path, '-p', dir, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await until(() => accepts(port), 'the start of nginx');
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(dir, { recursive: true, force: true });
  };
  return { name: 'nginx', port, headers: [{}], pid: child.pid!, stop };
}

const peersDir = fileURLToPath(new URL('../../tools/peers', import.meta.url));

/** Portkey's gateway as published; installed beside the benches on first use. */
export async function startPortkey(upstream: BenchUpstream): Promise<Contender> {
  if (!isInstalled(peersDir)) {
    await installLocked(process.execPath, peersDir, {
      label: 'bringing Portkey from npm (once, about 25 MB)',
      what: 'Portkey',
      remedy: "Check the network and npm's registry setting, or leave it out: --peers nginx,pass-through",
      onChild: () => undefined,
    });
  }
  const port = await freePort();
  const program = join(peersDir, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  const child = spawn(process.execPath, [program, `--port=${port}`, '--headless'], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
  });
  await until(() => accepts(port), 'the start of Portkey');
  const own = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': upstream.baseUrl };
  const headers = [{ authorization: 'Bearer none', ...own }];
  return { name: 'portkey', port, headers, pid: child.pid!, stop: () => ended(child) };
}

/** Dollars per million tokens in the gateway's own books. */
export const benchPrice = { input: 1, output: 4 };
const scopes = ['', 'project:p-1', 'mission:m-1'];

/** Of several tasks at once, so that worker processes have something to share. */
const KEYS = 16;
const PER_MINUTE = 100_000_000;

export interface Panal extends Contender {
  readonly gateway: GatewayProcess;
}

/** Our gateway as it ships, with everything on; `settings` go over those of the bench. */
export async function startPanal(upstream: BenchUpstream, settings: Readonly<Record<string, unknown>>): Promise<Panal> {
  const home = await GatewayHome.create();
  const gateway = await home.start(
    {
      upstreams: [
        { name: 'bench', kind: 'openai', baseUrl: upstream.countedUrl, models: ['bench'] },
        { name: 'other', kind: 'anthropic', baseUrl: upstream.countedUrl, models: ['bench-messages'] },
      ],
      prices: { bench: benchPrice, 'bench-messages': benchPrice },
      callsMax: 8_192,
      // Far above what a bench reaches, so that each request is metered and none is refused.
      rateLimits: [{ requestsPerMinute: PER_MINUTE, tokensPerMinute: PER_MINUTE, concurrentMax: 8_192 }],
      ...settings,
    },
    { compiled: true },
  );
  for (const scope of scopes) {
    const limit = LimitConfig.fromPartial({ limit: 1_000_000, scope, window: 'total', hard: true });
    await gateway.operator.call(BudgetControlService.setLimit, limit);
  }
  const leases = Array.from({ length: KEYS }, (_, index) => gateway.mint({ leaseId: `t-${index}.1` }));
  const headers = (await Promise.all(leases)).map(({ key }) => ({ authorization: `Bearer ${key}` }));
  const port = Number(new URL(gateway.baseUrl).port);
  const name = settings['workers'] ? 'panal workers' : 'panal';
  return { name, port, headers, pid: gateway.process.pid, gateway, stop: () => home.remove() };
}

/** Binds a process, its threads and descendants to cores, e.g. `0` or `0,1`; false where the system refuses. */
export function bindToCores(pids: readonly number[], cores: string): boolean {
  return pids.every((pid) => spawnSync('taskset', ['-a', '-c', '-p', cores, String(pid)]).status === 0);
}
