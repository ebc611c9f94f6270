import { unreachable } from '@panal/kernel/pure';
import { contradicts } from './contradiction.ts';
import type { AnalystDecision, AnalystRefusal } from './decide.ts';
import { targetOf } from './rule-target.ts';
import type { AnalystEvent, AnalystState, Rule } from './state.ts';
import { ruleCharsMax } from './wording.ts';

export interface DecideRule {
  readonly type: 'decide-rule';
  readonly ruleId: string;
  readonly decision: 'pin' | 'unpin' | 'veto' | 'retire' | 'reopen' | 'edit';
  readonly actor: string;
  readonly text: string;
  readonly reason: string;
  /** Rules that may bind at once. */
  readonly bindingMax: number;
}

const no = (code: AnalystRefusal['code'], message: string): AnalystDecision => ({ ok: false, refusal: { code, message } });
const yes = (...events: AnalystEvent[]): AnalystDecision => ({ ok: true, events });

function checkText(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'The text of a rule must not be empty.';
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(trimmed)) return 'The text of a rule must be one line of characters that all show.';
  return trimmed.length > ruleCharsMax
    ? `The text of a rule has at most ${ruleCharsMax} characters; this one has ${trimmed.length}.`
    : undefined;
}

const decisionOf = (rule: Rule, { actor, reason }: DecideRule) => {
  const { ruleId, text, stage, role, stack, taskType, retiredMs } = rule;
  return { ruleId, actor, reason, before: { text, stage, role, stack, taskType, ...(retiredMs > 0 ? { retiredMs } : {}) } };
};

/** Why a rule can't bind with such a text, or undefined. */
function hindrance(state: AnalystState, rule: Rule, text: string): AnalystDecision | undefined {
  for (const other of state.rules.values()) {
    if (other === rule || other.stage !== 'binding' || !contradicts({ ...rule, text }, other)) continue;
    return no(
      'contradiction',
      `It says the opposite of rule ${other.ruleId}, which binds: "${other.text}". Retire or edit one of them first.`,
    );
  }
  return undefined;
}

function editRule(state: AnalystState, rule: Rule, command: DecideRule): AnalystDecision {
  const problem = checkText(command.text);
  if (problem) return no('invalid-text', problem);
  const text = command.text.trim();
  const target = targetOf(rule);
  for (const other of state.rules.values())
    if (other !== rule && other.text === text && targetOf(other) === target)
      return no('duplicate-rule', `Rule ${other.ruleId} already says this of ${target}.`);
  const hindered = rule.stage === 'binding' ? hindrance(state, rule, text) : undefined;
  return hindered ?? yes({ type: 'rule-edited', ...decisionOf(rule, command), text });
}

function pinRule(state: AnalystState, rule: Rule, command: DecideRule): AnalystDecision {
  if (rule.stage === 'binding') return yes();
  const hindered = hindrance(state, rule, rule.text);
  if (hindered) return hindered;
  let binding = 0;
  for (const { stage } of state.rules.values()) if (stage === 'binding') binding += 1;
  if (binding < command.bindingMax) return yes({ type: 'rule-pinned', ...decisionOf(rule, command) });
  return no('too-many-rules', `${binding} rules bind, which is the most that may (analyst.bindingRulesMax). Retire one first.`);
}

const notBinding = ({ ruleId }: Rule): AnalystDecision =>
  no('rule-not-binding', `Rule ${ruleId} does not bind, so there is nothing to take out of force; veto it instead.`);

/** A person's decision on a rule. */
export function decideRule(state: AnalystState, command: DecideRule): AnalystDecision {
  const rule = state.rules.get(command.ruleId);
  if (!rule) return no('unknown-rule', `There is no rule "${command.ruleId.slice(0, 100)}".`);
  const decided = decisionOf(rule, command);
  if (command.decision === 'reopen') {
    if (rule.stage === 'retired') return yes({ type: 'rule-reopened', ...decided });
    return no('rule-not-retired', `Rule ${rule.ruleId} is not retired, so there is nothing to reopen.`);
  }
  if (rule.stage === 'retired')
    return no('rule-retired', `Rule ${rule.ruleId} is retired. To use it again: panal rules reopen ${rule.ruleId}`);
  switch (command.decision) {
    case 'edit':
      return editRule(state, rule, command);
    case 'pin':
      return pinRule(state, rule, command);
    case 'unpin':
      return rule.stage === 'binding' ? yes({ type: 'rule-unpinned', ...decided }) : notBinding(rule);
    case 'veto':
      return yes({ type: 'rule-vetoed', ...decided });
    case 'retire':
      return rule.stage === 'binding' ? yes({ type: 'rule-retired', ...decided }) : notBinding(rule);
    default:
      return unreachable(command.decision);
  }
}
