import type { GrpcChannel, Role } from '@panal/kernel/runtime';
import { GatewayAdminService, type MintKeyReply, MintKeyRequest, SetHaltRequest } from '@panal/shared-types/gateway';
import { type DataDir, type TestService, createDataDir, startService } from '@panal/testkit';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = new URL('../src/main.ts', import.meta.url);
const compiled = new URL('../dist/main.js', import.meta.url);
const DAY_MS = 86_400_000;

/** Settings of section `gateway`, as in panal.yaml. */
export type GatewaySettings = Readonly<Record<string, unknown>>;

/** A data folder with tokens, in which gateway processes are started one after the other. */
export class GatewayHome {
  readonly #dataDir: DataDir;
  readonly #processes = new Set<GatewayProcess>();

  private constructor(dataDir: DataDir) {
    this.#dataDir = dataDir;
  }

  static async create(): Promise<GatewayHome> {
    return new GatewayHome(await createDataDir('llm-gateway'));
  }

  get dataDir(): string {
    return this.#dataDir.path;
  }

  token(subject: string, roles: readonly Role[]): Promise<string> {
    return this.#dataDir.token({ subject, roles });
  }

  /** Starts a gateway and waits until it serves; `halt: false` leaves its halt state unknown, `compiled` takes the built files. */
  async start(
    settings: GatewaySettings,
    options: { env?: Readonly<Record<string, string>>; halt?: boolean; compiled?: boolean } = {},
  ): Promise<GatewayProcess> {
    const configPath = join(this.dataDir, 'panal.yaml');
    writeFileSync(configPath, JSON.stringify({ gateway: settings }));
    const env = { PANAL_CONFIG: configPath, ...options.env };
    const program = options.compiled ? compiled : source;
    const started = await GatewayProcess.over(await startService({ program, dataDir: this.#dataDir, portsName: 'GATEWAY', env }));
    this.#processes.add(started);
    if (options.halt !== false) await started.setHalt([]);
    return started;
  }

  /** Ends the gateways that still run, so that a test that failed leaves the folder free for the next. */
  async killAll(): Promise<void> {
    for (const process of this.#processes) await process.kill();
    this.#processes.clear();
  }

  async remove(): Promise<void> {
    await this.killAll();
    this.#dataDir.remove();
  }
}

type Callers = Readonly<Record<'service' | 'operator' | 'agent', GrpcChannel>>;

/** A real gateway process with channels to it. */
export class GatewayProcess {
  readonly process: TestService;
  readonly baseUrl: string;
  readonly service: GrpcChannel;
  readonly operator: GrpcChannel;
  readonly agent: GrpcChannel;
  #epoch = 1;

  private constructor(process: TestService, callers: Callers) {
    this.process = process;
    this.baseUrl = `${process.httpUrl}/v1`;
    this.service = callers.service;
    this.operator = callers.operator;
    this.agent = callers.agent;
  }

  static async over(process: TestService): Promise<GatewayProcess> {
    const channel = (subject: string, ...roles: Role[]): Promise<GrpcChannel> => process.channel({ subject, roles });
    return new GatewayProcess(process, {
      service: await channel('orchestrator-core', 'service'),
      operator: await channel('operator', 'operator', 'approver', 'viewer'),
      agent: await channel('coder-1', 'agent'),
    });
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

  /** Ends the process at once, as a crash would, and returns its exit code. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    return (await this.process.end(signal)).code;
  }
}
