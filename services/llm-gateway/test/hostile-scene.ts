import type { Usage } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { readFileSync } from 'node:fs';
import { Agent, type Response, fetch } from 'undici';
import { expect } from 'vitest';
import { testPrice } from './billing-upstream.ts';
import { type Balance, balanceOf, costSum, usagesOf } from './campaign-books.ts';
import { GatewayHome, type GatewayProcess, type GatewaySettings } from './gateway-process.ts';

export const MODEL = 'test-model';

/** A key in a mission of its own. */
export interface Scene {
  readonly key: string;
  readonly missionId: string;
}

/** A gateway before one upstream, and what must be true of it after whatever was done to it. */
export class HostileScene {
  readonly home: GatewayHome;
  readonly gateway: GatewayProcess;
  readonly #agent = new Agent();
  #scenes = 0;

  private constructor(home: GatewayHome, gateway: GatewayProcess) {
    this.home = home;
    this.gateway = gateway;
  }

  static async start(baseUrl: string, settings: GatewaySettings = {}): Promise<HostileScene> {
    const home = await GatewayHome.create();
    const gateway = await home.start({
      upstreams: [{ name: 'local', kind: 'openai', baseUrl, models: [MODEL] }],
      prices: { [MODEL]: testPrice },
      ...settings,
    });
    return new HostileScene(home, gateway);
  }

  get port(): number {
    return Number(new URL(this.gateway.baseUrl).port);
  }

  async scene(): Promise<Scene> {
    const number = (this.#scenes += 1);
    const { key } = await this.gateway.mint({ leaseId: `t-${number}.1`, missionId: `m-${number}` });
    return { key, missionId: `m-${number}` };
  }

  /** Asks with a small body; `more` goes over it. */
  chat(key: string, more: Readonly<Record<string, unknown>> = {}): Promise<Response> {
    return this.post(
      key,
      JSON.stringify({ model: MODEL, max_tokens: 100, messages: [{ role: 'user', content: '{}' }], ...more }),
    );
  }

  /** Asks with any body, over connections that `expectNoLeak` closes. */
  post(key: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.gateway.baseUrl}/chat/completions`, {
      dispatcher: this.#agent,
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body,
    });
  }

  /** The records of a mission once there are so many, nothing is held, and the balance is their sum. */
  async booked(missionId: string, count: number): Promise<Usage[]> {
    const usages = await until(async () => {
      const { held } = await balanceOf(this.gateway, `mission:${missionId}`);
      const all = await usagesOf(this.gateway, missionId);
      return held === 0 && all.length >= count ? all : undefined;
    }, `${count} records of ${missionId} with nothing held`);
    expect(usages).toHaveLength(count);
    expect(new Set(usages.map(({ requestId }) => requestId)).size).toBe(count);
    expect((await this.balance(missionId)).settled).toBe(costSum(usages));
    return usages;
  }

  balance(missionId: string): Promise<Balance> {
    return balanceOf(this.gateway, `mission:${missionId}`);
  }

  /** It lives, and whoever asked has left no connection behind. */
  async expectNoLeak(): Promise<void> {
    expect(this.gateway.process.isAlive).toBe(true);
    await this.#agent.close();
    await until(() => (this.#established() === 0 ? true : undefined), 'the end of all connections of clients', 15_000);
    await until(async () => ((await balanceOf(this.gateway, '')).held === 0 ? true : undefined), 'nothing held');
    expect(this.gateway.process.output).not.toMatch(/uncaught|unhandled|AssertionError|TypeError/i);
  }

  /** Connections to the gateway's HTTP port that are not over yet. Source: /proc/net/tcp, local port and state in hexadecimal. */
  #established(): number {
    const port = this.port.toString(16).toUpperCase().padStart(4, '0');
    const open = new Set(['01', '08']);
    return readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${port}`) && open.has(state!)).length;
  }

  async remove(): Promise<void> {
    await this.home.remove();
  }
}
