import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Role } from '@panal/kernel/runtime';
import type { GatewayHome, GatewayProcess } from './gateway-process.ts';

const program = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the real command line is run, as an operator (or with other roles) of a gateway that runs. */
async function commandOf(home: GatewayHome, gateway: GatewayProcess, roles: readonly Role[]) {
  const tokenFile = join(home.dataDir, `${roles.join('-')}.token`);
  writeFileSync(tokenFile, await home.token('anna', roles), { mode: 0o600 });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home.dataDir,
    PANAL_DATA_DIR: home.dataDir,
    PANAL_TOKEN_FILE: tokenFile,
    PANAL_PORTS_GATEWAY_GRPC: String(gateway.process.ports['grpc']),
  };
  return (args: readonly string[]) =>
    spawn(process.execPath, ['--conditions=panal-source', program, ...args], {
      cwd: home.dataDir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
}

/** Runs commands to their end. */
export async function panalOf(home: GatewayHome, gateway: GatewayProcess, roles: readonly Role[] = ['operator', 'viewer']) {
  const start = await commandOf(home, gateway, roles);
  return (...args: string[]): Promise<Finished> => {
    const child = start(args);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  };
}

/** The lines of a command that goes on until it is interrupted, which happens when no more are read. */
export async function* panalLines(home: GatewayHome, gateway: GatewayProcess, args: readonly string[]): AsyncGenerator<string> {
  const child = (await commandOf(home, gateway, ['viewer']))(args);
  try {
    yield* createInterface({ input: child.stdout });
  } finally {
    child.kill('SIGINT');
  }
}
