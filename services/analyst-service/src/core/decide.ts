import type { FailureSignature } from '@panal/grouping';
import { unreachable } from '@panal/kernel/pure';
import { type AnalystEvent, type AnalystState, type Rule, catchAllSignature, clustersMax, rulesMax } from './state.ts';
import { targetOf } from './rule-target.ts';
import { ruleCharsMax, wordRule } from './wording.ts';

export interface ReportFailure {
  readonly type: 'report-failure';
  readonly key: string;
  readonly failureId: string;
  /** Id for a cluster or rule that this failure may found. */
  readonly newClusterId: string;
  readonly newRuleId: string;
  readonly signature: FailureSignature;
  readonly excerpt: string;
  readonly digest: string;
  readonly agentId: string;
  readonly taskId: string;
  readonly missionId: string;
  readonly source: string;
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  /** Failures that a cluster must hold before it proposes a rule. */
  readonly ruleThreshold: number;
}

export interface DecideRule {
  readonly type: 'decide-rule';
  readonly ruleId: string;
  readonly decision: 'pin' | 'veto' | 'retire' | 'edit';
  readonly actor: string;
  readonly text: string;
  readonly reason: string;
}

export type AnalystCommand = ReportFailure | DecideRule;

export type AnalystRefusal = {
  readonly code: 'unknown-rule' | 'rule-retired' | 'rule-not-binding' | 'invalid-text' | 'duplicate-rule';
  readonly message: string;
};

export type AnalystDecision =
  | { readonly ok: true; readonly events: readonly AnalystEvent[] }
  | { readonly ok: false; readonly refusal: AnalystRefusal };

const DERIVED_FROM_MAX = 20;
const no = (code: AnalystRefusal['code'], message: string): AnalystDecision => ({ ok: false, refusal: { code, message } });

/** The rule that says the same of the same target, if any; its text is then one fact of the graph, which must have one owner. */
const sameRule = (state: AnalystState, text: string, target: string): Rule | undefined =>
  [...state.rules.values()].find((rule) => rule.text === text && targetOf(rule) === target);

function proposal(state: AnalystState, command: ReportFailure, clusterId: string): AnalystEvent[] {
  const cluster = state.clusters.get(clusterId);
  const count = (cluster?.count ?? 0) + 1;
  if (count < command.ruleThreshold || cluster?.ruleId) return [];
  const text = wordRule(command.signature, command);
  const same = sameRule(state, text, targetOf(command));
  if (same) return [{ type: 'rule-shared', ruleId: same.ruleId, clusterId }];
  if (state.rules.size >= rulesMax) return [];
  return [
    {
      type: 'rule-proposed',
      ruleId: command.newRuleId,
      clusterId,
      text,
      role: command.role,
      stack: command.stack,
      taskType: command.taskType,
      derivedFrom: [...(cluster?.members ?? []), command.failureId].slice(-DERIVED_FROM_MAX),
      wordedBy: 'template',
    },
  ];
}

function reportFailure(state: AnalystState, command: ReportFailure): AnalystDecision {
  if (state.failures.has(command.key)) return { ok: true, events: [] };
  const known = state.clusterBySignature.get(command.signature.signature);
  const crowded = known === undefined && state.clusters.size >= clustersMax;
  const signature = crowded ? catchAllSignature : command.signature.signature;
  const clusterId = known ?? state.clusterBySignature.get(signature) ?? command.newClusterId;
  const founds = !state.clusters.has(clusterId);
  const counted: AnalystEvent = {
    type: 'failure-counted',
    key: command.key,
    failureId: command.failureId,
    clusterId,
    signature,
    kind: crowded ? 'other' : command.signature.kind,
    template: crowded ? '(failures of further forms)' : command.signature.template,
    ...(founds ? { example: command.excerpt } : {}),
    agentId: command.agentId,
    taskId: command.taskId,
    missionId: command.missionId,
    source: command.source,
    digest: command.digest,
  };
  return { ok: true, events: [counted, ...(crowded ? [] : proposal(state, command, clusterId))] };
}

function checkText(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'The text of a rule must not be empty.';
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(trimmed)) return 'The text of a rule must be one line of characters that all show.';
  return trimmed.length > ruleCharsMax
    ? `The text of a rule has at most ${ruleCharsMax} characters; this one has ${trimmed.length}.`
    : undefined;
}

function editRule(state: AnalystState, rule: Rule, command: DecideRule): AnalystDecision {
  const problem = checkText(command.text);
  if (problem) return no('invalid-text', problem);
  const text = command.text.trim();
  const same = sameRule(state, text, targetOf(rule));
  if (same && same !== rule) return no('duplicate-rule', `Rule ${same.ruleId} already says this of ${targetOf(rule)}.`);
  return { ok: true, events: [{ type: 'rule-edited', ...decisionOf(rule, command), text }] };
}

const decisionOf = (rule: Rule, { actor }: DecideRule) => {
  const { ruleId, text, stage, role, stack, taskType } = rule;
  return { ruleId, actor, before: { text, stage, role, stack, taskType } };
};

function decideRule(state: AnalystState, command: DecideRule): AnalystDecision {
  const rule = state.rules.get(command.ruleId);
  if (!rule) return no('unknown-rule', `There is no rule "${command.ruleId.slice(0, 100)}".`);
  if (rule.stage === 'retired') return no('rule-retired', `Rule ${rule.ruleId} is retired; its cluster can't propose it again.`);
  const decided = { ...decisionOf(rule, command), reason: command.reason };
  switch (command.decision) {
    case 'edit':
      return editRule(state, rule, command);
    case 'pin':
      return { ok: true, events: rule.stage === 'binding' ? [] : [{ type: 'rule-pinned', ...decided }] };
    case 'veto':
      return { ok: true, events: [{ type: 'rule-vetoed', ...decided }] };
    case 'retire':
      if (rule.stage !== 'binding')
        return no('rule-not-binding', `Rule ${rule.ruleId} does not bind, so there is nothing to retire; veto it instead.`);
      return { ok: true, events: [{ type: 'rule-retired', ...decided }] };
    default:
      return unreachable(command.decision);
  }
}

/** Decides a command; pure. */
export function decide(state: AnalystState, command: AnalystCommand): AnalystDecision {
  return command.type === 'report-failure' ? reportFailure(state, command) : decideRule(state, command);
}
