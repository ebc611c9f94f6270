import type { FailureSignature } from '@panal/grouping';
import { unreachable } from '@panal/kernel/pure';
import { type AnalystEvent, type AnalystState, type Rule, catchAllSignature, clustersMax } from './state.ts';
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
  readonly code: 'unknown-rule' | 'rule-retired' | 'rule-not-binding' | 'invalid-text';
  readonly message: string;
};

export type AnalystDecision =
  | { readonly ok: true; readonly events: readonly AnalystEvent[] }
  | { readonly ok: false; readonly refusal: AnalystRefusal };

const no = (code: AnalystRefusal['code'], message: string): AnalystDecision => ({ ok: false, refusal: { code, message } });

function proposal(state: AnalystState, command: ReportFailure, clusterId: string): AnalystEvent[] {
  const cluster = state.clusters.get(clusterId);
  const count = (cluster?.count ?? 0) + 1;
  if (count < command.ruleThreshold || cluster?.ruleId || command.signature.signature === catchAllSignature) return [];
  const text = wordRule(command.signature, command);
  const derivedFrom = [...(cluster?.members ?? []), command.failureId].slice(-20);
  return [
    {
      type: 'rule-proposed',
      ruleId: command.newRuleId,
      clusterId,
      text,
      role: command.role,
      stack: command.stack,
      taskType: command.taskType,
      derivedFrom,
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
  if (/[\u0000-\u001F\u007F]/.test(trimmed)) return 'The text of a rule must be one line without control characters.';
  return trimmed.length > ruleCharsMax
    ? `The text of a rule has at most ${ruleCharsMax} characters; this one has ${trimmed.length}.`
    : undefined;
}

function decideRule(rule: Rule | undefined, command: DecideRule): AnalystDecision {
  if (!rule) return no('unknown-rule', `There is no rule "${command.ruleId}".`);
  if (rule.stage === 'retired') return no('rule-retired', `Rule ${rule.ruleId} is retired; its cluster can't propose it again.`);
  const { text, stage, role, stack, taskType } = rule;
  const common = { ruleId: rule.ruleId, actor: command.actor, before: { text, stage, role, stack, taskType } };
  switch (command.decision) {
    case 'edit': {
      const problem = checkText(command.text);
      return problem
        ? no('invalid-text', problem)
        : { ok: true, events: [{ type: 'rule-edited', ...common, text: command.text.trim() }] };
    }
    case 'pin':
      return { ok: true, events: rule.stage === 'binding' ? [] : [{ type: 'rule-pinned', ...common, reason: command.reason }] };
    case 'veto':
      return { ok: true, events: [{ type: 'rule-vetoed', ...common, reason: command.reason }] };
    case 'retire':
      if (rule.stage !== 'binding')
        return no('rule-not-binding', `Rule ${rule.ruleId} does not bind, so there is nothing to retire; veto it instead.`);
      return { ok: true, events: [{ type: 'rule-retired', ...common, reason: command.reason }] };
    default:
      return unreachable(command.decision);
  }
}

/** Decides a command; pure. */
export function decide(state: AnalystState, command: AnalystCommand): AnalystDecision {
  return command.type === 'report-failure' ? reportFailure(state, command) : decideRule(state.rules.get(command.ruleId), command);
}
