import type { Rule } from './state.ts';

/**
 * IRI of what a rule constrains when it binds: the most special scope that it names (task type, then stack, then role), or every
 * agent. `nist:HardConstraint` is written on it.
 */
export function targetOf(rule: Pick<Rule, 'role' | 'stack' | 'taskType'>): string {
  const [kind, name] = rule.taskType
    ? ['task-type', rule.taskType]
    : rule.stack
      ? ['stack', rule.stack]
      : rule.role
        ? ['role', rule.role]
        : ['role', 'any'];
  return `http://swarm.os/${kind}/${encodeURIComponent(name)}`;
}
