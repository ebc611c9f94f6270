import {
  BudgetControlService,
  CorrectUsageRequest,
  CreateVirtualKeyRequest,
  ExtendReservationRequest,
  GatewayAdminService,
  LimitConfig,
  type Usage,
} from '@panal/shared-types/gateway';
import { seededRandom, until } from '@panal/testkit';
import { type Billed, type BillingUpstream, dearModel, dearPrice, invoiceOf, testPrice } from './billing-upstream.ts';
import { type Balance, balanceOf, balancesOf, billedSum, costSum, judgeRecords, requestOf, usagesOf } from './campaign-books.ts';
import { type Plan, type Seen, drawPlan, send } from './campaign-load.ts';
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
    upstreams: [
      { name: 'local', kind: 'openai', baseUrl: options.upstream.baseUrl, models: ['test-model', 'equal-model'] },
      // Of its own, so that it is not left alone with the other after a status.
      { name: 'dear', kind: 'openai', baseUrl: options.upstream.baseUrl, models: [dearModel] },
    ],
    // The bound of an input is above what it comes to; without a price for it a hold is exactly the cost.
    prices: { 'test-model': testPrice, 'equal-model': { input: 0, output: testPrice.output }, [dearModel]: dearPrice },
    ...more,
    ...options.settings,
  };
  return options.home.start(settings, options.compiled ? { compiled: true } : {});
}

async function setLimit(gateway: GatewayProcess, scope: string, nanoUsd: number, window = 'total'): Promise<void> {
  const limit = LimitConfig.fromPartial({ limit: nanoUsd / 1e9, scope, window, hard: true });
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

/** Whether a reservation could be raised to so much. */
async function extend(gateway: GatewayProcess, leaseId: string, reservedNanoUsd: number): Promise<boolean> {
  const request = ExtendReservationRequest.fromPartial({ leaseId, reservedNanoUsd });
  return (await gateway.service.call(GatewayAdminService.extendReservation, request)).ok;
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
  /** Answered by the dearer model. */
  readonly fellBack: number;
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
/** What a caller with a reservation begins with, and asks for more when it is spent. */
const RESERVE_NANO_USD = 3_000_000;
/** Of all requests so many meet a model that is down, so that a dearer one answers. */
const FALLBACK_SHARE = 0.1;

interface Caller {
  readonly name: string;
  readonly missionId: string;
  /** By what it pays: a plain key of a lease, a lease with a reservation that it extends, or an operator's key with a limit. */
  readonly pays: 'lease' | 'reservation' | 'key';
}

const PAYS = ['lease', 'reservation', 'key', 'lease'] as const;

/**
 * Callers in three missions under one hard limit of the project (missions have hard limits of their own, one of them daily, in sum
 * above it) send random requests and repeat what is refused, until the budget is used up; some by reservations that grow, some by
 * keys with limits, and some requests are answered by a dearer model than they asked for. Meanwhile every balance is observed; in
 * the end every estimate is corrected by the upstream's own ledger, and what is settled must be what was billed.
 */
class RandomStorm {
  readonly #options: StormOptions & { readonly callers: number; readonly limitNanoUsd: number };
  readonly #random: () => number;
  readonly #problems: string[] = [];
  readonly #seen: Seen[] = [];
  readonly #from: number;
  readonly #scopes = ['project:p-storm', ...MISSIONS.map((mission) => `mission:${mission}`)];
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
    const routes = { 'test-model': { fallbacks: [dearModel] } };
    const gateway = await start(this.#options, { holdWaitMs: 200, firstByteMs: 300, idleMs: 1_000, routes });
    await setLimit(gateway, 'project:p-storm', limitNanoUsd);
    for (const [index, mission] of MISSIONS.entries())
      await setLimit(gateway, `mission:${mission}`, Math.floor(limitNanoUsd * 0.6), index === 0 ? 'daily' : 'total');
    const all = Array.from({ length: callers }, (_, index) => ({
      name: String(index),
      missionId: MISSIONS[index % MISSIONS.length]!,
      pays: PAYS[index % PAYS.length]!,
    }));
    const observing = this.#observe(gateway);
    await Promise.all(all.map((caller) => this.#call(gateway, caller)));
    // What reservations gave back is used up, too.
    await Promise.all(MISSIONS.map((missionId) => this.#call(gateway, { name: `last-${missionId}`, missionId, pays: 'lease' })));
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
    const fellBack = usages.filter(({ model, costNanoUsd }) => model === dearModel && costNanoUsd > 0).length;
    const money = { settledNanoUsd: settled, correctedNanoUsd: corrected, billedNanoUsd };
    return { problems: this.#problems, ...counted, observations: this.#observations, estimated, fellBack, utilisation, ...money };
  }

  /** One caller: each request once more when the budget refused it, with a pause, until it is refused for good. */
  async #call(gateway: GatewayProcess, caller: Caller): Promise<void> {
    const { name, missionId, pays } = caller;
    let refusals = 0;
    const mint = async (leaseId: string, reserveNanoUsd = 0) => ({
      leaseId,
      key: (await gateway.mint({ leaseId, missionId, project: 'p-storm', agentId: `a-${name}`, reserveNanoUsd })).key,
    });
    const leaseId = `t-storm-${name}.1`;
    const steady =
      pays === 'key'
        ? await this.#createKey(gateway, caller)
        : await mint(leaseId, pays === 'reservation' ? RESERVE_NANO_USD : 0);
    let reservedNanoUsd = RESERVE_NANO_USD;
    for (let index = 0; refusals < REFUSALS_IN_A_ROW_MAX; index += 1) {
      const plan = this.#draw(`storm-${name}-${index}`);
      // Whoever leaves before an answer began never learns the request's id; a lease of its own tells it in the end.
      const own = plan.leaves && plan.leaves.when !== 'reading';
      const key = own ? await mint(`t-storm-${name}-${index}.1`) : steady;
      const seen = await send(plan, key, { baseUrl: gateway.baseUrl, upstream: this.#options.upstream });
      this.#requests += 1;
      this.#seen.push(seen);
      const refused = seen.status === 429 && !seen.requestId;
      refusals = refused ? refusals + 1 : seen.status === 200 ? 0 : refusals;
      if (refused) {
        this.#refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        if (pays === 'reservation' && (await extend(gateway, leaseId, reservedNanoUsd + RESERVE_NANO_USD)))
          reservedNanoUsd += RESERVE_NANO_USD;
      }
    }
    if (pays === 'reservation') await gateway.service.call(GatewayAdminService.releaseReservation, { leaseId });
  }

  #draw(user: string): Plan {
    const plan = drawPlan(this.#random, user);
    if (this.#random() >= FALLBACK_SHARE || plan.directive.status !== undefined) return plan;
    return { ...plan, directive: { ...plan.directive, status: 503, statusOf: 'test-model' } };
  }

  /** A key of an operator, with a hard limit of its own. */
  async #createKey(gateway: GatewayProcess, { name, missionId }: Caller): Promise<{ leaseId: string; key: string }> {
    const { callers, limitNanoUsd } = this.#options;
    const limits = [{ window: 'total', limitNanoUsd: Math.floor((2 * limitNanoUsd) / callers) }];
    const bound = { project: 'p-storm', missionId, agentId: `a-${name}` };
    const request = CreateVirtualKeyRequest.fromPartial({ name: `storm-${name}`, ...bound, limits });
    const reply = await gateway.operator.call(GatewayAdminService.createVirtualKey, request);
    if (!reply.ok) throw new Error(reply.message);
    this.#scopes.push(`key:storm-${name}`);
    return { leaseId: `key:storm-${name}`, key: reply.secret };
  }

  async #observe(gateway: GatewayProcess): Promise<void> {
    while (!this.#done) {
      for (const scope of [...this.#scopes]) {
        const limited = (await balancesOf(gateway, scope)).filter(({ limit }) => limit >= 0);
        this.#observations += 1;
        if (limited.length === 0) this.#problems.push(`${scope} has no limit`);
        for (const { settled, held, limit } of limited)
          if (settled + held > limit)
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
      const entry = billed.get((byId.get(requestOf(requestId)) ?? byLease.get(leaseId)!).plan.user);
      const known = usages.filter((usage) => requestOf(usage.requestId) === requestOf(requestId) && !usage.estimated);
      const costNanoUsd = (entry ? invoiceOf(entry) : 0) - costSum(known);
      const request = CorrectUsageRequest.fromPartial({ requestId, costNanoUsd, reason: "the upstream's ledger" });
      const ack = await gateway.operator
        .call(GatewayAdminService.correctUsage, request)
        .catch((error: unknown) => ({ ok: false, message: String(error) }));
      if (!ack.ok) this.#problems.push(`request ${requestId} could not be corrected: ${ack.message}`);
    }
  }
}
