import type { FailureSignature } from '@panal/grouping';
import { taskOf } from './apply.ts';
import { knownClusterOf } from './known-cluster.ts';
import { targetOf } from './rule-target.ts';
import { type AnalystEvent, type AnalystState, type Rule, catchAllSignature, remedyKeyOf, rulesMax, tasksMax } from './state.ts';
import { familyOf, placeOf, remedyOf, wordRule } from './wording.ts';

export interface ReportFailure {
  readonly type: 'report-failure';
  readonly key: string;
  readonly failureId: string;
  /** Id for a cluster or rule that this failure may found. */
  readonly newClusterId: string;
  readonly newRuleId: string;
  readonly signature: FailureSignature;
  /** Signatures that earlier versions gave, newest first; not needed where the signature is known. */
  readonly earlier: readonly string[];
  readonly excerpt: string;
  readonly digest: string;
  readonly agentId: string;
  readonly taskId: string;
  readonly missionId: string;
  readonly source: string;
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  /** Distinct tasks that must meet a cluster before it proposes a rule. */
  readonly ruleThreshold: number;
  /** Clusters kept; a failure of a further signature is counted in the catch-all cluster. */
  readonly clustersMax: number;
  /** IRI of the record in Synapse that tells of it. */
  readonly record?: string;
}

const DERIVED_FROM_MAX = 20;
/** Rules that differ in the tests or the place that they name; further clusters share one that names none. */
export const similarRulesMax = 5;

/** What the rule says: of the tests that failed or the place, unless there are rules enough that do. */
function wordedFor(state: AnalystState, command: ReportFailure): { readonly remedy: string; readonly text: string } {
  const { trace: _trace, ...plain } = command.signature;
  const { signature } = command;
  const family = familyOf(signature);
  let similar = 0;
  const isSimilar = (rule: Rule): boolean => rule.remedy.startsWith(family) && targetOf(rule) === targetOf(command);
  if (signature.tests.length > 0 || placeOf(signature).length > 0)
    for (const rule of state.rules.values()) if (isSimilar(rule)) similar += 1;
  const told = similar >= similarRulesMax ? { ...plain, tests: [] } : signature;
  return { remedy: remedyOf(told), text: wordRule(told, command) };
}

/** The rule that says the same of the same target; its text is then one fact of the graph, which must have one owner. */
function sameRule(
  state: AnalystState,
  worded: { readonly remedy: string; readonly text: string },
  command: ReportFailure,
): string {
  const target = targetOf(command);
  const known = state.ruleByRemedy.get(remedyKeyOf({ ...command, remedy: worded.remedy }));
  if (known !== undefined) return known;
  for (const rule of state.rules.values()) if (rule.text === worded.text && targetOf(rule) === target) return rule.ruleId;
  return '';
}

function proposal(state: AnalystState, command: ReportFailure, clusterId: string): AnalystEvent[] {
  const cluster = state.clusters.get(clusterId);
  if (cluster?.ruleId) return [];
  const known = cluster?.tasks ?? [];
  const tasks = known.length + Number(!known.includes(taskOf(command)));
  if (tasks < Math.min(command.ruleThreshold, tasksMax)) return [];
  const worded = wordedFor(state, command);
  const same = sameRule(state, worded, command);
  if (same !== '') return [{ type: 'rule-shared', ruleId: same, clusterId }];
  if (state.rules.size >= rulesMax) return [];
  return [
    {
      type: 'rule-proposed',
      ruleId: command.newRuleId,
      clusterId,
      ...worded,
      role: command.role,
      stack: command.stack,
      taskType: command.taskType,
      derivedFrom: [...(cluster?.members ?? []), command.failureId].slice(-DERIVED_FROM_MAX),
      wordedBy: 'template',
    },
  ];
}

/** Counts a failure once per key, in the cluster that it is known to be of or founds; the cluster may now propose a rule. */
export function reportFailure(state: AnalystState, command: ReportFailure): AnalystEvent[] {
  if (state.failures.has(command.key)) return [];
  const known = knownClusterOf(state, command.signature, command.earlier);
  const crowded = known === undefined && state.clusters.size >= command.clustersMax;
  const signature = crowded ? catchAllSignature : command.signature.signature;
  const clusterId = known ?? state.clusterBySignature.get(signature) ?? command.newClusterId;
  const founds = !state.clusters.has(clusterId);
  const { trace } = command.signature;
  const { key, failureId, agentId, taskId, missionId, source, digest } = command;
  const counted: AnalystEvent = {
    type: 'failure-counted',
    key,
    failureId,
    clusterId,
    signature,
    kind: crowded ? 'other' : command.signature.kind,
    template: crowded ? '(failures of further forms)' : command.signature.template,
    ...(founds ? { example: command.excerpt } : {}),
    ...(trace && !crowded && !state.traced.has(clusterId) ? { trace } : {}),
    agentId,
    taskId,
    missionId,
    source,
    digest,
    ...(command.record === undefined ? {} : { record: command.record }),
  };
  return [counted, ...(crowded ? [] : proposal(state, command, clusterId))];
}
