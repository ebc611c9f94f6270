import { parseLeaseId } from '@panal/shared-types';
import {
  type AnalystEvent,
  type AnalystState,
  type Cluster,
  type Rule,
  type RuleDecision,
  aliasesMax,
  catchAllSignature,
  failureKeysMax,
  historyMax,
  membersMax,
  remedyKeyOf,
  ruleClustersMax,
  tasksMax,
  toldMax,
  trialsMax,
} from './state.ts';

type Of<T extends AnalystEvent['type']> = Extract<AnalystEvent, { type: T }>;
type Decided = Of<'rule-pinned' | 'rule-unpinned' | 'rule-vetoed' | 'rule-retired' | 'rule-reopened' | 'rule-edited'>;

function dropOldest(held: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean }, max: number): void {
  for (const key of held.keys()) {
    if (held.size <= max) return;
    held.delete(key);
  }
}

/** What counts as one occasion: attempts of one task are one, a failure without a task is one by itself. */
export const taskOf = ({ taskId, failureId }: { readonly taskId: string; readonly failureId: string }): string =>
  taskId === '' ? failureId : (parseLeaseId(taskId)?.taskId ?? taskId);

function foundCluster(state: AnalystState, event: Of<'failure-counted'>, atMs: number): Cluster {
  const cluster: Cluster = {
    clusterId: event.clusterId,
    signature: event.signature,
    kind: event.kind,
    template: event.template,
    example: event.example ?? '',
    count: 0,
    firstSeenMs: atMs,
    lastSeenMs: atMs,
    ruleId: '',
    members: [],
    tasks: [],
  };
  state.clusters.set(event.clusterId, cluster);
  state.clusterBySignature.set(event.signature, event.clusterId);
  return cluster;
}

function remember(state: AnalystState, key: string, atMs: number): void {
  if (key === '') return;
  state.told.delete(key);
  state.told.set(key, atMs);
  dropOldest(state.told, toldMax);
}

/** What a cluster is found by from now on. */
function learn(state: AnalystState, cluster: Cluster, { signature, trace }: Of<'failure-counted'>): void {
  if (signature !== cluster.signature && signature !== catchAllSignature) {
    state.aliases.delete(signature);
    state.aliases.set(signature, cluster.clusterId);
    dropOldest(state.aliases, aliasesMax);
  }
  if (!trace || state.traced.has(cluster.clusterId)) return;
  state.traced.add(cluster.clusterId);
  state.traces.add(cluster.clusterId, trace);
}

function countFailure(state: AnalystState, event: Of<'failure-counted'>, atMs: number): void {
  state.failures.set(event.key, { failureId: event.failureId, clusterId: event.clusterId });
  dropOldest(state.failures, failureKeysMax);
  state.failureCount += 1;
  const cluster = state.clusters.get(event.clusterId) ?? foundCluster(state, event, atMs);
  learn(state, cluster, event);
  cluster.count += 1;
  cluster.lastSeenMs = atMs;
  cluster.members.push(event.failureId);
  if (cluster.members.length > membersMax) cluster.members.shift();
  const task = taskOf(event);
  if (cluster.tasks.length < tasksMax && !cluster.tasks.includes(task)) cluster.tasks.push(task);
  if (event.record === undefined) {
    if (event.taskId !== '') remember(state, task, atMs);
    remember(state, event.missionId, atMs);
  }
  const rule = state.rules.get(cluster.ruleId);
  if (rule?.stage === 'binding') rule.evidence = { ...rule.evidence, recurred: rule.evidence.recurred + 1 };
}

function proposeRule(state: AnalystState, event: Of<'rule-proposed'>, atMs: number): void {
  const { type: _type, remedy = event.text, ...proposed } = event;
  const rule: Rule = {
    ...proposed,
    remedy,
    clusterIds: [event.clusterId],
    stage: 'candidate',
    createdMs: atMs,
    decidedBy: '',
    pinned: false,
    retiredMs: 0,
    evidence: { applied: 0, succeeded: 0, recurred: 0 },
    history: [],
  };
  state.rules.set(event.ruleId, rule);
  state.ruleByRemedy.set(remedyKeyOf(rule), event.ruleId);
  state.clusters.get(event.clusterId)!.ruleId = event.ruleId;
}

function shareRule(state: AnalystState, { ruleId, clusterId }: Of<'rule-shared'>): void {
  state.clusters.get(clusterId)!.ruleId = ruleId;
  const { clusterIds } = state.rules.get(ruleId)!;
  if (clusterIds.length < ruleClustersMax) clusterIds.push(clusterId);
}

function countTrial(state: AnalystState, { key, ruleId, succeeded }: Of<'trial-counted'>): void {
  state.trials.add(key);
  dropOldest(state.trials, trialsMax);
  const rule = state.rules.get(ruleId)!;
  const { applied, succeeded: before, recurred } = rule.evidence;
  rule.evidence = { applied: applied + 1, succeeded: before + Number(succeeded), recurred };
}

const stageAfter = {
  'rule-pinned': 'binding',
  'rule-unpinned': 'candidate',
  'rule-reopened': 'candidate',
  'rule-vetoed': 'retired',
  'rule-retired': 'retired',
} as const;

function decideRule(state: AnalystState, event: Decided, atMs: number): void {
  const rule = state.rules.get(event.ruleId)!;
  rule.decidedBy = event.actor;
  const decision = event.type.slice('rule-'.length);
  const text = event.type === 'rule-edited' ? event.text : '';
  const entry: RuleDecision = { atMs, decision, actor: event.actor, reason: event.reason ?? '', text };
  rule.history = [...rule.history, entry].slice(-historyMax);
  if (event.type === 'rule-edited') {
    rule.text = event.text;
    rule.wordedBy = `person:${event.actor}`;
    return;
  }
  rule.stage = stageAfter[event.type];
  rule.pinned = event.type === 'rule-pinned';
  rule.retiredMs = rule.stage === 'retired' ? atMs : 0;
}

/** Applies one event; every event that `decide` ever returned is accepted. */
export function apply(state: AnalystState, event: AnalystEvent, record: { readonly atMs: number }): void {
  switch (event.type) {
    case 'failure-counted':
      return countFailure(state, event, record.atMs);
    case 'record-consolidated':
      state.failures.set(event.key, { failureId: '', clusterId: '' });
      return dropOldest(state.failures, failureKeysMax);
    case 'rule-proposed':
      return proposeRule(state, event, record.atMs);
    case 'rule-shared':
      return shareRule(state, event);
    case 'trial-counted':
      return countTrial(state, event);
    default:
      return decideRule(state, event, record.atMs);
  }
}
