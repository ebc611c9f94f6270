import { GrpcChannel, initialiseAuth, mintToken, writeToken } from '@panal/kernel/runtime';
import { GatewayAdminService, type MintKeyReply, MintKeyRequest, SetHaltRequest } from '@panal/shared-types/gateway';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const mainPath = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const DAY_MS = 86_400_000;

/** Settings of section `gateway`, as in panal.yaml. */
export type GatewaySettings = Readonly<Record<string, unknown>>;

/** A data folder with tokens, in which gateway processes are started one after the other. */
export class GatewayHome {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'panal-gateway-'));
  readonly #processes = new Set<GatewayProcess>();

  static async create(): Promise<GatewayHome> {
    const home = new GatewayHome();
    await initialiseAuth(home.dataDir);
    await writeToken(home.dataDir, { subject: 'llm-gateway', roles: ['service'], ttlMs: DAY_MS });
    return home;
  }

  token(subject: string, roles: Parameters<typeof mintToken>[1]['roles']): Promise<string> {
    return mintToken(this.dataDir, { subject, roles, ttlMs: DAY_MS });
  }

  /** Starts a gateway and waits until it serves; `halt: false` leaves its halt state unknown. */
  async start(
    settings: GatewaySettings,
    options: { env?: Readonly<Record<string, string>>; halt?: boolean } = {},
  ): Promise<GatewayProcess> {
    const started = await GatewayProcess.start(this, settings, options.env ?? {});
    this.#processes.add(started);
    if (options.halt !== false) await started.setHalt([]);
    return started;
  }

  async remove(): Promise<void> {
    for (const process of this.#processes) await process.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** A real gateway process with channels to it. */
export class GatewayProcess {
  readonly child: ChildProcess;
  readonly baseUrl: string;
  readonly service: GrpcChannel;
  readonly operator: GrpcChannel;
  readonly agent: GrpcChannel;
  readonly grpcAddress: string;
  readonly readLog: () => string;
  #epoch = 1;

  private constructor(options: {
    child: ChildProcess;
    ports: { grpc: number; http: number };
    tokens: Record<'service' | 'operator' | 'agent', string>;
    readLog: () => string;
  }) {
    this.child = options.child;
    this.readLog = options.readLog;
    this.baseUrl = `http://127.0.0.1:${options.ports.http}/v1`;
    this.grpcAddress = `127.0.0.1:${options.ports.grpc}`;
    const channel = (token: string): GrpcChannel => new GrpcChannel({ address: this.grpcAddress, token: () => token });
    this.service = channel(options.tokens.service);
    this.operator = channel(options.tokens.operator);
    this.agent = channel(options.tokens.agent);
  }

  static async start(
    home: GatewayHome,
    settings: GatewaySettings,
    env: Readonly<Record<string, string>>,
  ): Promise<GatewayProcess> {
    const configPath = join(home.dataDir, 'panal.yaml');
    writeFileSync(configPath, JSON.stringify({ gateway: settings }));
    const child = spawn(process.execPath, ['--conditions=panal-source', mainPath], {
      env: {
        PATH: process.env['PATH'],
        PANAL_CONFIG: configPath,
        PANAL_DATA_DIR: home.dataDir,
        PANAL_READY_FD: '3',
        PANAL_PORTS_GATEWAY_GRPC: '0',
        PANAL_PORTS_GATEWAY_HTTP: '0',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const ready = await readLine(child);
    if (!ready) throw new Error(`the gateway ended before it was ready:\n${log}`);
    const message = JSON.parse(ready) as { ready: boolean; message?: string; ports: { grpc: number; http: number } };
    if (!message.ready) {
      await once(child, 'exit');
      throw new Error(message.message);
    }
    const tokens = {
      service: await home.token('orchestrator-core', ['service']),
      operator: await home.token('operator', ['operator', 'approver', 'viewer']),
      agent: await home.token('coder-1', ['agent']),
    };
    return new GatewayProcess({ child, ports: message.ports, tokens, readLog: () => log });
  }

  /** Mints a key as the orchestrator does; throws where it is refused. */
  async mint(request: Partial<MintKeyRequest> & { leaseId: string }): Promise<MintKeyReply> {
    const reply = await this.tryMint(request);
    if (!reply.ok) throw new Error(reply.message);
    return reply;
  }

  tryMint(request: Partial<MintKeyRequest> & { leaseId: string }): Promise<MintKeyReply> {
    const defaults = { missionId: 'm-1', project: 'p-1', agentId: 'coder-1', expiresMs: Date.now() + DAY_MS };
    return this.service.call(GatewayAdminService.mintKey, MintKeyRequest.fromPartial({ ...defaults, ...request }));
  }

  async setHalt(halted: readonly string[], validForMs = DAY_MS): Promise<void> {
    const request = SetHaltRequest.fromPartial({
      epoch: this.#epoch++,
      halted: [...halted],
      validUntilMs: Date.now() + validForMs,
    });
    const ack = await this.service.call(GatewayAdminService.setHalt, request);
    if (!ack.ok) throw new Error(ack.message);
  }

  chat(key: string, body: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Response> {
    return fetch(`${this.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  }

  /** Ends the process at once, as a crash would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    for (const channel of [this.service, this.operator, this.agent]) channel.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

/** The first line that the process writes on its ready pipe, or undefined if it ends before. */
function readLine(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    child.stdio[3]!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.split('\n')[0]);
    });
    child.once('exit', () => resolve(undefined));
  });
}
