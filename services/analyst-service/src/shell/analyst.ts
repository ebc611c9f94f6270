import { cleanLines, signatureOf } from '@panal/grouping';
import { type Journal, JournalFullError, type StateStore, jsonEventCodec, openStateStore } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import { createHash, randomUUID } from 'node:crypto';
import { type AnalystCommand, type AnalystRefusal, type DecideRule, decide } from '../core/decide.ts';
import { type AnalystEvent, type AnalystState, type Cluster, type Rule, apply, initialState } from '../core/state.ts';
import { decodeState, encodeState } from './snapshot.ts';

export type AnalystStore = StateStore<AnalystState, AnalystCommand, AnalystEvent, AnalystRefusal>;

export interface FailureReport {
  readonly key: string;
  readonly text: string;
  readonly agentId: string;
  readonly taskId: string;
  readonly missionId: string;
  readonly source: string;
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
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
  readonly #ruleThreshold: number;

  constructor(options: { ruleThreshold: number }, store: AnalystStore) {
    this.#ruleThreshold = options.ruleThreshold;
    this.#store = store;
  }

  get state(): AnalystState {
    return this.#store.state;
  }

  /** Counts a failure once per key; answers with its cluster and the cluster's rule, if any. */
  async report(
    failure: FailureReport,
  ): Promise<{ cluster: Cluster; rule: Rule | undefined; counted: boolean; proposed: boolean }> {
    const events = await this.#execute({
      type: 'report-failure',
      ...failure,
      failureId: shortId('f'),
      newClusterId: shortId('c'),
      newRuleId: shortId('r'),
      signature: signatureOf(failure.text),
      excerpt: excerptOf(failure.text),
      digest: createHash('sha256').update(failure.text).digest('hex'),
      ruleThreshold: this.#ruleThreshold,
    });
    const cluster = this.state.clusters.get(this.state.failures.get(failure.key)!.clusterId)!;
    return {
      cluster,
      rule: this.state.rules.get(cluster.ruleId),
      counted: events.length > 0,
      proposed: events.some(({ type }) => type === 'rule-proposed'),
    };
  }

  /** A person's decision on a rule. */
  async decide(decision: Omit<DecideRule, 'type'>): Promise<Rule> {
    await this.#execute({ type: 'decide-rule', ...decision });
    return this.state.rules.get(decision.ruleId)!;
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
