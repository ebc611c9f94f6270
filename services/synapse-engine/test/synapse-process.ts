import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GrpcChannel, Role } from '@panal/kernel/runtime';
import { type Caller, type DataDir, type TestService, createDataDir, startService } from '@panal/testkit';

const program = new URL('../src/main.ts', import.meta.url);
const callerOf = (roles: Role[]): Caller => ({ subject: `test-${roles.join('-')}`, roles });

/** A real Synapse on a folder of its own, started and killed at will. */
export class SynapseProcess {
  readonly settings: Record<string, string> = {};
  #home: DataDir | undefined;
  #service: TestService | undefined;
  /** What a death while storing has left. */
  #left: readonly string[] = [];

  async initialise(): Promise<void> {
    this.#home = await createDataDir('synapse-engine');
  }

  get dataDir(): string {
    return this.#home!.path;
  }

  /** The one that runs, or ran last. */
  get service(): TestService {
    return this.#service!;
  }

  async start(): Promise<void> {
    this.#left = this.#unfinished();
    this.#service = await startService({ program, dataDir: this.#home!, portsName: 'SYNAPSE', env: this.settings });
  }

  /** Whether the process stores its graph, or was ended while it did: the folder of one that is not whole has come since its start. */
  isStoring(): boolean {
    return this.#unfinished().some((name) => !this.#left.includes(name));
  }

  #unfinished(): string[] {
    const dir = join(this.dataDir, 'synapse', 'graph');
    return existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.new')) : [];
  }

  /** A channel of somebody with the roles, to where the process is now. */
  channel(...roles: Role[]): Promise<GrpcChannel> {
    return this.service.channel(callerOf(roles));
  }

  token(...roles: Role[]): Promise<string> {
    return this.#home!.token(callerOf(roles));
  }

  /** A token of somebody in particular, who may be bound to namespaces. */
  tokenOf(caller: Caller): Promise<string> {
    return this.#home!.token(caller);
  }

  /** Ends the process by a signal, waits until it is gone, and returns its exit code. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    return (await this.service.end(signal)).code;
  }

  async remove(): Promise<void> {
    await this.#service?.kill();
    this.#home?.remove();
  }
}
