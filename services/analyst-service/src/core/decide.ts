import { unreachable } from '@panal/kernel/pure';
import { decideRule, type DecideRule } from './decide-rule.ts';
import { type ReportFailure, reportFailure } from './report-failure.ts';
import type { AnalystEvent, AnalystState } from './state.ts';

/** A record in Synapse whose failure was told before: it only has to be marked. */
export interface ConsolidateRecord {
  readonly type: 'consolidate-record';
  readonly key: string;
  readonly record: string;
}

/** How a task ended that had rules. */
export interface ReportTrial {
  readonly type: 'report-trial';
  readonly key: string;
  readonly taskId: string;
  readonly ruleIds: readonly string[];
  readonly succeeded: boolean;
}

export type AnalystCommand = ReportFailure | DecideRule | ConsolidateRecord | ReportTrial;

export type AnalystRefusal = {
  readonly code:
    | 'unknown-rule'
    | 'rule-retired'
    | 'rule-not-retired'
    | 'rule-not-binding'
    | 'invalid-text'
    | 'duplicate-rule'
    | 'contradiction'
    | 'too-many-rules';
  readonly message: string;
};

export type AnalystDecision =
  | { readonly ok: true; readonly events: readonly AnalystEvent[] }
  | { readonly ok: false; readonly refusal: AnalystRefusal };

function reportTrial(state: AnalystState, command: ReportTrial): AnalystDecision {
  const { taskId, succeeded } = command;
  const events = [...new Set(command.ruleIds)].map((ruleId): AnalystEvent => ({
    type: 'trial-counted',
    key: JSON.stringify([ruleId, command.key]),
    ruleId,
    taskId,
    succeeded,
  }));
  return {
    ok: true,
    events: events.filter(
      (event) => event.type === 'trial-counted' && state.rules.has(event.ruleId) && !state.trials.has(event.key),
    ),
  };
}

/** Decides a command; pure. */
export function decide(state: AnalystState, command: AnalystCommand): AnalystDecision {
  switch (command.type) {
    case 'report-failure':
      return { ok: true, events: reportFailure(state, command) };
    case 'decide-rule':
      return decideRule(state, command);
    case 'report-trial':
      return reportTrial(state, command);
    case 'consolidate-record':
      if (state.failures.has(command.key)) return { ok: true, events: [] };
      return { ok: true, events: [{ type: 'record-consolidated', key: command.key, record: command.record }] };
    default:
      return unreachable(command);
  }
}
