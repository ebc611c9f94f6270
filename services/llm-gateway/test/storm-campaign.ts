import {
  BudgetControlService,
  CorrectUsageRequest,
  GatewayAdminService,
  LimitConfig,
  type Usage,
} from '@panal/shared-types/gateway';
import { seededRandom, until } from '@panal/testkit';
import { type Billed, type BillingUpstream, invoiceOf, testPrice } from './billing-upstream.ts';
import { type Balance, balanceOf, billedSum, costSum, judgeRecords, usagesOf } from './campaign-books.ts';
import { type Seen, drawPlan, send } from './campaign-load.ts';
import type { GatewayHome, GatewayProcess } from './gateway-process.ts';

export interface StormOptions {
  readonly home: GatewayHome;
  readonly upstream: BillingUpstream;
  readonly seed: number;
  /** Runs the built files instead of the sources. */
  readonly compiled?: boolean;
  /** Go over those of the campaign. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const PARALLEL = 1_000;

function start(options: StormOptions, more: Readonly<Record<string, unknown>> = {}): Promise<GatewayProcess> {
  const settings = {
    upstreams: [{ name: 'local', kind: 'openai', baseUrl: options.upstream.baseUrl, models: ['test-model', 'equal-model'] }],
    // The bound of an input is above what it comes to; without a price for it a hold is exactly the cost.
    prices: { 'test-model': testPrice, 'equal-model': { input: 0, output: testPrice.output } },
    ...more,
    ...options.settings,
  };
  return options.home.start(settings, options.compiled ? { compiled: true } : {});
}

async function setLimit(gateway: GatewayProcess, scope: string, nanoUsd: number): Promise<void> {
  const limit = LimitConfig.fromPartial({ limit: nanoUsd / 1e9, scope, window: 'total', hard: true });
  const ack = await gateway.operator.call(BudgetControlService.setLimit, limit);
  if (!ack.ok) throw new Error(ack.message);
}

export interface EqualStormResult {
  readonly problems: readonly string[];
  readonly parallel: number;
  readonly k: number;
  readonly succeeded: number;
  readonly billed: number;
}

/** 1,000 requests at once, each of the same known cost, through 20 keys, against a hard budget for exactly k of them. */
export async function equalStorm(options: StormOptions & { readonly k: number }): Promise<EqualStormResult> {
  const { upstream, k } = options;
  const gateway = await start(options);
  const problems: string[] = [];
  const tokens = 20;
  const each = (tokens * testPrice.output * 1e9) / 1e6;
  const missionId = `m-equal-${k}`;
  await setLimit(gateway, `mission:${missionId}`, k * each);
  const keys = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => (await gateway.mint({ leaseId: `t-equal-${k}-${index}.1`, missionId })).key),
  );
  const from = upstream.billed.length;
  const ask = async (index: number): Promise<number> => {
    const messages = [{ role: 'user', content: JSON.stringify({ tokens, delayMs: index % 5 }) }];
    const body = { model: 'equal-model', max_tokens: tokens, user: `equal-${k}-${index}`, stream: index % 2 === 0, messages };
    const answer = await gateway.chat(keys[index % keys.length]!, body);
    await answer.text();
    return answer.status;
  };
  const statuses = await Promise.all(Array.from({ length: PARALLEL }, (_, index) => ask(index)));
  const succeeded = statuses.filter((status) => status === 200).length;
  const billed = upstream.billed.length - from;
  const other = statuses.filter((status) => status !== 200 && status !== 429);
  if (succeeded !== k) problems.push(`${succeeded} of ${PARALLEL} requests succeeded, not ${k}`);
  if (billed !== k) problems.push(`the upstream served ${billed} requests, not ${k}`);
  if (other.length > 0) problems.push(`${other.length} requests were answered with ${[...new Set(other)].join(', ')}`);
  const { settled, held } = await settledBalance(gateway, `mission:${missionId}`);
  if (settled !== k * each || held !== 0) problems.push(`${settled} settled and ${held} held, not ${k * each} and 0`);
  await gateway.kill();
  return { problems, parallel: PARALLEL, k, succeeded, billed };
}

/** The balance of a scope once nothing is held any more. */
const settledBalance = (gateway: GatewayProcess, scope: string): Promise<Balance> =>
  until(
    async () => {
      const balance = await balanceOf(gateway, scope);
      return balance.held === 0 ? balance : undefined;
    },
    `the last settlement of ${scope || 'all'}`,
  );

export interface RandomStormResult {
  readonly problems: readonly string[];
  readonly requests: number;
  readonly refused: number;
  readonly billedCalls: number;
  readonly observations: number;
  readonly estimated: number;
  /** Settled share of the tightest limit before corrections. */
  readonly utilisation: number;
  readonly settledNanoUsd: number;
  readonly correctedNanoUsd: number;
  readonly billedNanoUsd: number;
}

/** Random requests of retrying callers until their hard budgets are used up; see `RandomStorm`. */
export const randomStorm = (options: StormOptions & { readonly callers: number; readonly limitNanoUsd: number }) =>
  new RandomStorm(options).run();

const MISSIONS = ['m-storm-1', 'm-storm-2', 'm-storm-3'];
const UTILISATION_MIN = 0.95;
const REFUSALS_IN_A_ROW_MAX = 40;

/**
 * Callers in three missions under one hard limit of the project (missions have hard limits of their own, in sum above it) send
 * random requests and repeat what is refused, until the budget is used up. Meanwhile every balance is observed; in the end every
 * estimate is corrected by the upstream's own ledger, and what is settled must be what was billed.
 */
class RandomStorm {
  readonly #options: StormOptions & { readonly callers: number; readonly limitNanoUsd: number };
  readonly #random: () => number;
  readonly #problems: string[] = [];
  readonly #seen: Seen[] = [];
  readonly #from: number;
  #requests = 0;
  #refused = 0;
  #observations = 0;
  #done = false;

  constructor(options: StormOptions & { readonly callers: number; readonly limitNanoUsd: number }) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#from = options.upstream.billed.length;
  }

  get #billed(): Billed[] {
    return this.#options.upstream.billed.slice(this.#from);
  }

  async run(): Promise<RandomStormResult> {
    const { limitNanoUsd, callers, upstream } = this.#options;
    const gateway = await start(this.#options, { holdWaitMs: 200, firstByteMs: 300, idleMs: 1_000 });
    await setLimit(gateway, 'project:p-storm', limitNanoUsd);
    for (const mission of MISSIONS) await setLimit(gateway, `mission:${mission}`, Math.floor(limitNanoUsd * 0.6));
    const observing = this.#observe(gateway);
    await Promise.all(Array.from({ length: callers }, (_, index) => this.#call(gateway, index)));
    this.#done = true;
    await observing;
    await upstream.until(() => this.#billed.every(({ ended }) => ended));
    const { settled } = await settledBalance(gateway, 'project:p-storm');
    const utilisation = settled / limitNanoUsd;
    if (utilisation < UTILISATION_MIN)
      this.#problems.push(`only ${(utilisation * 100).toFixed(1)} % of the budget could be used`);
    const usages = (await Promise.all(MISSIONS.map((mission) => usagesOf(gateway, mission)))).flat();
    this.#problems.push(...judgeRecords({ seen: this.#seen, usages, billed: this.#billed }));
    if (costSum(usages) !== settled) this.#problems.push(`${settled} settled, the records sum up to ${costSum(usages)}`);
    await this.#correct(gateway, usages);
    const corrected = (await balanceOf(gateway, 'project:p-storm')).settled;
    const billedNanoUsd = billedSum(this.#billed);
    if (corrected !== billedNanoUsd)
      this.#problems.push(`after corrections ${corrected} is settled, ${billedNanoUsd} was billed`);
    await gateway.kill();
    const counted = { requests: this.#requests, refused: this.#refused, billedCalls: this.#billed.length };
    const estimated = usages.filter((usage) => usage.estimated).length;
    const money = { settledNanoUsd: settled, correctedNanoUsd: corrected, billedNanoUsd };
    return { problems: this.#problems, ...counted, observations: this.#observations, estimated, utilisation, ...money };
  }

  /** One caller: each request once more when the budget refused it, with a pause, until it is refused for good. */
  async #call(gateway: GatewayProcess, caller: number): Promise<void> {
    const missionId = MISSIONS[caller % MISSIONS.length]!;
    let refusals = 0;
    const mint = async (leaseId: string) => ({
      leaseId,
      key: (await gateway.mint({ leaseId, missionId, project: 'p-storm', agentId: `a-${caller}` })).key,
    });
    const steady = await mint(`t-storm-${caller}.1`);
    for (let index = 0; refusals < REFUSALS_IN_A_ROW_MAX; index += 1) {
      const plan = drawPlan(this.#random, `storm-${caller}-${index}`);
      // Whoever leaves before an answer began never learns the request's id; a lease of its own tells it in the end.
      const own = plan.leaves && plan.leaves.when !== 'reading';
      const key = own ? await mint(`t-storm-${caller}-${index}.1`) : steady;
      const seen = await send(plan, key, { baseUrl: gateway.baseUrl, upstream: this.#options.upstream });
      this.#requests += 1;
      this.#seen.push(seen);
      const refused = seen.status === 429 && !seen.requestId;
      refusals = refused ? refusals + 1 : seen.status === 200 ? 0 : refusals;
      if (refused) {
        this.#refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  async #observe(gateway: GatewayProcess): Promise<void> {
    const scopes = ['project:p-storm', ...MISSIONS.map((mission) => `mission:${mission}`)];
    while (!this.#done) {
      for (const scope of scopes) {
        const { settled, held, limit } = await balanceOf(gateway, scope);
        this.#observations += 1;
        if (limit < 0 || settled + held > limit)
          this.#problems.push(`${scope}: ${settled} settled and ${held} held pass the limit of ${limit}`);
      }
      const billed = billedSum(this.#billed);
      if (billed > this.#options.limitNanoUsd) this.#problems.push(`the upstream has billed ${billed}, above the limit`);
    }
  }

  /** Sets every estimate to what the upstream billed, found by the request's id or by the lease that only it used. */
  async #correct(gateway: GatewayProcess, usages: readonly Usage[]): Promise<void> {
    const billed = new Map(this.#billed.map((entry) => [entry.user, entry]));
    const byId = new Map(this.#seen.filter(({ requestId }) => requestId).map((seen) => [seen.requestId, seen]));
    const byLease = new Map(this.#seen.map((seen) => [seen.leaseId, seen]));
    for (const { requestId, leaseId, estimated } of usages) {
      if (!estimated) continue;
      const entry = billed.get((byId.get(requestId) ?? byLease.get(leaseId)!).plan.user);
      const costNanoUsd = entry ? invoiceOf(entry) : 0;
      const request = CorrectUsageRequest.fromPartial({ requestId, costNanoUsd, reason: "the upstream's ledger" });
      const ack = await gateway.operator
        .call(GatewayAdminService.correctUsage, request)
        .catch((error: unknown) => ({ ok: false, message: String(error) }));
      if (!ack.ok) this.#problems.push(`request ${requestId} could not be corrected: ${ack.message}`);
    }
  }
}
