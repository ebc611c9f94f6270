import type { Rule } from './state.ts';

export interface RuleScope {
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  readonly text: string;
}

const fits = (ofRule: string, ofTask: string): boolean =>
  ofRule === '' || ofTask === '' || ofRule.toLowerCase() === ofTask.toLowerCase();

const isExactly = (ofRule: string, ofTask: string): boolean => ofRule !== '' && ofRule.toLowerCase() === ofTask.toLowerCase();

const words = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}_]{3,40}/gu)
      ?.slice(0, 2_000) ?? [],
  );

/** How well a rule fits a task: exact scopes count most, then words in common. */
function relevance(rule: Rule, scope: RuleScope, wanted: ReadonlySet<string>): number {
  const exact =
    Number(isExactly(rule.role, scope.role)) +
    Number(isExactly(rule.stack, scope.stack)) +
    Number(isExactly(rule.taskType, scope.taskType));
  let common = 0;
  for (const word of words(rule.text)) if (wanted.has(word)) common += 1;
  return exact * 100 + common;
}

/**
 * The few rules of one stage that apply to a task, the most relevant first, at most `limit`; ties go to the older rule, so that
 * the choice does not flicker. Few on purpose: long contexts cost more than they help.
 */
export function selectRules(
  rules: Iterable<Rule>,
  options: { readonly stage: Rule['stage']; readonly scope: RuleScope; readonly limit: number },
): Rule[] {
  const { stage, scope, limit } = options;
  const wanted = words(scope.text);
  return [...rules]
    .filter(
      (rule) =>
        rule.stage === stage &&
        fits(rule.role, scope.role) &&
        fits(rule.stack, scope.stack) &&
        fits(rule.taskType, scope.taskType),
    )
    .map((rule) => ({ rule, score: relevance(rule, scope, wanted) }))
    .sort((a, b) => b.score - a.score || a.rule.createdMs - b.rule.createdMs || (a.rule.ruleId < b.rule.ruleId ? -1 : 1))
    .slice(0, limit)
    .map(({ rule }) => rule);
}
