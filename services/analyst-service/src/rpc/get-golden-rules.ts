import { RuleList, type RuleQuery } from '@panal/shared-types/analyst';
import type { CallContext } from '@panal/kernel/runtime';
import { createHash } from 'node:crypto';
import { selectRules } from '../core/select-rules.ts';
import type { Analyst } from '../shell/analyst.ts';
import { ruleMessage } from './messages.ts';

/** Request metadata by which a caller also gets candidates, as advice. */
export const ADVICE_METADATA = 'panal-include-advice';
const LIMIT_MAX = 20;

/** The few rules that apply to a task: texts of those that bind, and on request candidates among the details. */
export const getGoldenRules =
  (analyst: Analyst, rulesPerTask: number) =>
  (query: RuleQuery, { metadata }: CallContext): RuleList => {
    const limit = Math.min(query.limit || rulesPerTask, LIMIT_MAX);
    const rules = analyst.state.rules;
    const binding = selectRules(rules.values(), { stage: 'binding', scope: query, limit });
    const advice =
      metadata.get(ADVICE_METADATA)[0] === '1' ? selectRules(rules.values(), { stage: 'candidate', scope: query, limit }) : [];
    const texts = binding.map(({ text }) => text);
    const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
    return RuleList.fromPartial({ rules: texts, details: [...binding, ...advice].map(ruleMessage), ruleSetHash: hash });
  };
