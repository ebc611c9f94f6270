import { GatewayAdminService, LimitConfig, BudgetControlService, type Usage } from '@panal/shared-types/gateway';
import { descendants, seededRandom } from '@panal/testkit';
import { type BillingUpstream, testPrice } from './billing-upstream.ts';
import { balanceOf, billedSum, costSum, judgeOrphans, judgeRecords, usagesOf } from './campaign-books.ts';
import { type Seen, drawPlan, send } from './campaign-load.ts';
import type { GatewayHome, GatewayProcess } from './gateway-process.ts';

export interface KillCampaignOptions {
  readonly home: GatewayHome;
  readonly upstream: BillingUpstream;
  readonly cycles: number;
  readonly seed: number;
  /** Runs the built files instead of the sources. */
  readonly compiled?: boolean;
  /** Go over those of the campaign. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly onCycle?: (cycle: number, problems: readonly string[]) => void;
}

export interface KillCampaignResult {
  /** What was wrong, one line each. */
  readonly problems: readonly string[];
  readonly requests: number;
  /** Answers of which the client saw at least one byte, and those that it saw in whole. */
  readonly begun: number;
  readonly whole: number;
  readonly records: number;
  readonly orphans: number;
  readonly estimated: number;
  readonly billedNanoUsd: number;
  readonly settledNanoUsd: number;
}

const CALLERS = 10;
const LEASES = 3;
const LIMIT_NANO_USD = 1_000_000_000;

interface Life {
  readonly missionId: string;
  readonly seen: Seen[];
  /** Records that were on the disk before the death: listed, so they must stay as they are. */
  readonly known: readonly Usage[];
  readonly billedFrom: number;
}

/**
 * Kills a gateway with SIGKILL under load again and again: streams, documents, faults and time-outs of the upstream, clients that
 * leave. After each death it is judged by what clients saw and by the upstream's own ledger. Each life has a mission of its own, under
 * a hard limit; a third of its leases has money reserved. With worker processes one of them is killed first in each life.
 */
export async function killCampaign(options: KillCampaignOptions): Promise<KillCampaignResult> {
  return new KillCampaign(options).run();
}

class KillCampaign {
  readonly #options: KillCampaignOptions;
  readonly #random: () => number;
  readonly #problems: string[] = [];
  readonly #orphans: Usage[] = [];
  readonly #sums = { begun: 0, whole: 0, records: 0, orphans: 0, estimated: 0, settled: 0 };

  constructor(options: KillCampaignOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  async run(): Promise<KillCampaignResult> {
    const { cycles, upstream, onCycle } = this.#options;
    let before: Life | undefined;
    for (let cycle = 1; cycle <= cycles + 1; cycle += 1) {
      const gateway = await this.#start();
      if (before) await this.#judge(gateway, before);
      onCycle?.(cycle - 1, this.#problems);
      if (cycle <= cycles && this.#problems.length === 0) before = await this.#live(gateway, cycle);
      else {
        await this.#judgeWhole(gateway);
        await gateway.kill();
        break;
      }
    }
    const { begun, whole, records, orphans, estimated, settled } = this.#sums;
    const counted = { requests: upstream.billed.length, begun, whole, records, orphans, estimated };
    return { problems: this.#problems, ...counted, billedNanoUsd: billedSum(upstream.billed), settledNanoUsd: settled };
  }

  #start(): Promise<GatewayProcess> {
    const { home, upstream, compiled, settings } = this.#options;
    const base = {
      upstreams: [{ name: 'local', kind: 'openai', baseUrl: upstream.baseUrl, models: ['test-model'] }],
      prices: { 'test-model': testPrice },
      firstByteMs: 150,
      idleMs: 500,
      holdWaitMs: 50,
    };
    return home.start({ ...base, ...settings }, compiled ? { compiled } : {});
  }

  async #live(gateway: GatewayProcess, cycle: number): Promise<Life> {
    const { upstream } = this.#options;
    const missionId = `m-kill-${cycle}`;
    const limit = { limit: LIMIT_NANO_USD / 1e9, scope: `mission:${missionId}`, window: 'total', hard: true };
    await gateway.operator.call(BudgetControlService.setLimit, LimitConfig.fromPartial(limit));
    const keys: { readonly leaseId: string; readonly key: string }[] = [];
    for (let lease = 0; lease < LEASES; lease += 1) {
      const leaseId = `t-${cycle}-${lease}.1`;
      const reserveNanoUsd = lease === 0 ? LIMIT_NANO_USD / 10 : 0;
      keys.push({ leaseId, key: (await gateway.mint({ leaseId, missionId, reserveNanoUsd })).key });
    }
    const life = { missionId, seen: [] as Seen[], billedFrom: upstream.billed.length };
    let dead = false;
    const caller = async (name: number): Promise<void> => {
      for (let index = 0; !dead; index += 1) {
        const plan = drawPlan(this.#random, `${cycle}-${name}-${index}`);
        life.seen.push(await send(plan, keys[(name + index) % LEASES]!, { baseUrl: gateway.baseUrl, upstream }));
      }
    };
    const callers = Array.from({ length: CALLERS }, (_, name) => caller(name));
    const enough = life.billedFrom + 10 + Math.floor(this.#random() * 80);
    // Where workers serve, one of them dies first, and its callers meet another.
    await upstream.until(() => upstream.billed.length >= (life.billedFrom + enough) / 2);
    const workers = descendants(gateway.process.pid);
    if (workers.length > 0) process.kill(workers[Math.floor(this.#random() * workers.length)]!, 'SIGKILL');
    await upstream.until(() => upstream.billed.length >= enough);
    const { settled, held } = await balanceOf(gateway, `mission:${missionId}`);
    if (settled + held > LIMIT_NANO_USD) this.#problems.push(`${missionId}: ${settled} settled and ${held} held pass the limit`);
    const known = await usagesOf(gateway, missionId);
    // Any moment is as good as another, so some turns of the loop pass before it.
    const turns = Math.floor(this.#random() * 40);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    dead = true;
    await gateway.kill();
    await Promise.all(callers);
    await upstream.until(() => upstream.billed.every(({ ended }) => ended));
    return { ...life, known };
  }

  async #judge(gateway: GatewayProcess, life: Life): Promise<void> {
    const { missionId, seen, known, billedFrom } = life;
    const billed = this.#options.upstream.billed.slice(billedFrom);
    for (let lease = 0; lease < LEASES; lease += 1) {
      const leaseId = missionId.replace('m-kill-', 't-').concat(`-${lease}.1`);
      await gateway.service.call(GatewayAdminService.releaseReservation, { leaseId });
    }
    const usages = await usagesOf(gateway, missionId);
    const problems = judgeRecords({ seen, usages, billed });
    const byId = new Map(usages.map((usage) => [usage.requestId, usage]));
    for (const { requestId, costNanoUsd } of known)
      if (byId.get(requestId)?.costNanoUsd !== costNanoUsd) problems.push(`the settled request ${requestId} was lost or changed`);
    const { settled, held } = await balanceOf(gateway, `mission:${missionId}`);
    if (held !== 0) problems.push(`${held} nano-USD stay held`);
    if (settled !== costSum(usages)) problems.push(`${settled} is settled, the records sum up to ${costSum(usages)}`);
    if (settled > LIMIT_NANO_USD) problems.push(`${settled} is settled, above the limit`);
    this.#problems.push(...problems.map((problem) => `${missionId}: ${problem}`));
    this.#sums.begun += seen.filter(({ bytes }) => bytes > 0).length;
    this.#sums.whole += seen.filter(({ whole }) => whole).length;
    this.#sums.records += usages.length;
    const orphans = usages.filter(({ outcome }) => outcome === 'orphan');
    this.#orphans.push(...orphans);
    this.#sums.orphans += orphans.length;
    this.#sums.estimated += usages.filter(({ estimated }) => estimated).length;
    this.#sums.settled += settled;
  }

  async #judgeWhole(gateway: GatewayProcess): Promise<void> {
    const { settled, held } = await balanceOf(gateway, '');
    if (settled !== this.#sums.settled)
      this.#problems.push(`globally ${settled} is settled, in all missions ${this.#sums.settled}`);
    if (held !== 0) this.#problems.push(`globally ${held} nano-USD stay held`);
    this.#problems.push(...(await judgeOrphans(this.#options.home.dataDir, this.#orphans)));
    if (settled < billedSum(this.#options.upstream.billed)) this.#problems.push('less is settled than was billed');
  }
}
