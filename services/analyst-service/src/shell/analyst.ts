import { cleanLines, earlierSignaturesOf, signatureOf } from '@panal/grouping';
import { type Journal, JournalFullError, type StateStore, type Submission, jsonEventCodec, openStateStore } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import { createHash, randomUUID } from 'node:crypto';
import { apply } from '../core/apply.ts';
import { type AnalystCommand, type AnalystRefusal, type ConsolidateRecord, type ReportTrial, decide } from '../core/decide.ts';
import type { DecideRule } from '../core/decide-rule.ts';
import { clusterBySignature, knownClusterOf } from '../core/known-cluster.ts';
import type { ReportFailure } from '../core/report-failure.ts';
import { type AnalystEvent, type AnalystState, type Cluster, type Rule, initialState } from '../core/state.ts';
import { type PromotionGate, peopleDecide } from '../ports.ts';
import { decodeState, encodeState } from './snapshot.ts';

export type AnalystStore = StateStore<AnalystState, AnalystCommand, AnalystEvent, AnalystRefusal>;

/** What somebody reports, as text. */
export interface FailureReport extends Pick<
  ReportFailure,
  'key' | 'agentId' | 'taskId' | 'missionId' | 'source' | 'role' | 'stack' | 'taskType' | 'record'
> {
  readonly text: string;
}

export interface AnalystLimits {
  /** Distinct tasks that must meet a cluster before it proposes a rule. */
  readonly ruleThreshold: number;
  readonly clustersMax: number;
  readonly bindingRulesMax: number;
}

/** Texts are kept by digest and excerpt. */
const EXCERPT_CHARS = 2_000;
const SNAPSHOT_EVERY_RECORDS = 20_000;

const shortId = (prefix: string): string => `${prefix}-${randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** People read it in terminals, so nothing that steers one is kept. */
function excerptOf(text: string): string {
  const clean = cleanLines(text).join('\n').trim();
  if (clean.length <= EXCERPT_CHARS) return clean;
  return `${clean.slice(0, EXCERPT_CHARS / 2)}\n…\n${clean.slice(-EXCERPT_CHARS / 2)}`.toWellFormed();
}

/** Events as they stand in the journal. */
export const analystCodec = jsonEventCodec<AnalystEvent>({ version: 1 });

/** Opens the analyst's state over its journal. */
export const openAnalystStore = (journal: Journal): Promise<AnalystStore> =>
  openStateStore({
    journal,
    core: { initial: initialState, decide, apply },
    codec: analystCodec,
    clock: Date.now,
    snapshot: { encode: encodeState, decode: decodeState, everyRecords: SNAPSHOT_EVERY_RECORDS },
  });

/** The one writer of clusters and rules: turns reports and decisions into commands, and refusals into errors of the wire. */
export class Analyst {
  readonly #store: AnalystStore;
  readonly #limits: AnalystLimits;
  readonly #gate: PromotionGate;

  constructor(limits: AnalystLimits, store: AnalystStore, gate: PromotionGate = peopleDecide) {
    this.#limits = limits;
    this.#store = store;
    this.#gate = gate;
  }

  get state(): AnalystState {
    return this.#store.state;
  }

  /** Counts a failure once per key; answers with its cluster and the cluster's rule, if any. */
  async report(
    failure: FailureReport,
  ): Promise<{ cluster: Cluster; rule: Rule | undefined; counted: boolean; proposed: boolean }> {
    const events = await this.#execute(this.#commandOf(failure));
    const cluster = this.state.clusters.get(this.state.failures.get(failure.key)!.clusterId)!;
    return {
      cluster,
      rule: this.state.rules.get(cluster.ruleId),
      counted: events.length > 0,
      proposed: events.some(({ type }) => type === 'rule-proposed'),
    };
  }

  /** The same without the wait for the flush; waits for the journal where it has no room. */
  async submit(failure: FailureReport): Promise<Submission<AnalystEvent, AnalystRefusal>> {
    const command = this.#commandOf(failure);
    for (;;) {
      try {
        return this.#store.submit(command);
      } catch (error) {
        if (!(error instanceof JournalFullError)) throw error;
        const position = this.#store.position;
        await this.#store.settled();
        if (this.#store.position === position) throw new ServiceError('disk-full', undefined, { cause: error });
      }
    }
  }

  /** Marks a record of Synapse whose failure was told before. */
  async consolidate(record: Omit<ConsolidateRecord, 'type'>): Promise<void> {
    await this.#execute({ type: 'consolidate-record', ...record });
  }

  /** A person's decision on a rule. */
  async decide(decision: Omit<DecideRule, 'type' | 'bindingMax'>): Promise<Rule> {
    await this.#execute({ type: 'decide-rule', ...decision, bindingMax: this.#limits.bindingRulesMax });
    return this.state.rules.get(decision.ruleId)!;
  }

  /** Counts how a task ended that had rules, once per rule and key, and asks the gate; returns how many rules it counted for. */
  async trial(trial: Omit<ReportTrial, 'type'>): Promise<number> {
    const events = await this.#execute({ type: 'report-trial', ...trial });
    for (const event of events) {
      if (event.type !== 'trial-counted') continue;
      const rule = this.state.rules.get(event.ruleId)!;
      if (rule.stage !== 'binding' || rule.pinned || this.#gate.judge(rule, rule.evidence) === 'stay') continue;
      const reason = `by evidence: ${JSON.stringify(rule.evidence)}`;
      await this.decide({ ruleId: rule.ruleId, decision: 'retire', actor: 'statistics', text: '', reason });
    }
    return events.length;
  }

  #commandOf(failure: FailureReport): ReportFailure {
    const signature = signatureOf(failure.text);
    const isKnown = clusterBySignature(this.state, signature.signature) !== undefined;
    const earlier = isKnown ? [] : earlierSignaturesOf(failure.text);
    const founds = !isKnown && knownClusterOf(this.state, signature, earlier) === undefined;
    return {
      type: 'report-failure',
      ...failure,
      failureId: shortId('f'),
      newClusterId: shortId('c'),
      newRuleId: shortId('r'),
      signature,
      earlier,
      excerpt: founds ? excerptOf(failure.text) : '',
      digest: createHash('sha256').update(failure.text).digest('hex'),
      ruleThreshold: this.#limits.ruleThreshold,
      clustersMax: this.#limits.clustersMax,
    };
  }

  async #execute(command: AnalystCommand): Promise<readonly AnalystEvent[]> {
    try {
      const outcome = await this.#store.execute(command);
      if (outcome.ok) return outcome.events;
      throw new ServiceError(outcome.refusal.code, outcome.refusal.message);
    } catch (error) {
      if (error instanceof JournalFullError) throw new ServiceError('disk-full', undefined, { cause: error });
      throw error;
    }
  }
}
