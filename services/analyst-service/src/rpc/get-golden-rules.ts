import { RuleList, type RuleQuery } from '@panal/shared-types/analyst';
import type { CallContext } from '@panal/kernel/runtime';
import { createHash } from 'node:crypto';
import { selectRules } from '../core/select-rules.ts';
import type { Analyst } from '../shell/analyst.ts';
import { ruleMessage } from './messages.ts';

/** Request metadata by which a caller also gets candidates, as advice. */
export const ADVICE_METADATA = 'panal-include-advice';
const LIMIT_MAX = 20;
const TEXT_CHARS_MAX = 20_000;

/** The few rules that apply to a task: texts of those that bind, and on request candidates among the details, where there is room. */
export const getGoldenRules =
  (analyst: Analyst, rulesPerTask: number) =>
  (query: RuleQuery, { metadata }: CallContext): RuleList => {
    const limit = Math.min(query.limit || rulesPerTask, LIMIT_MAX);
    const scope = { ...query, text: query.text.slice(0, TEXT_CHARS_MAX) };
    const binding = selectRules(analyst.state, { stage: 'binding', scope, limit });
    const room = metadata.get(ADVICE_METADATA)[0] === '1' ? limit - binding.length : 0;
    const advice = room > 0 ? selectRules(analyst.state, { stage: 'candidate', scope, limit: room }) : [];
    const texts = binding.map(({ text }) => text);
    const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
    const details = [...binding, ...advice].map((rule) => ruleMessage(rule));
    return RuleList.fromPartial({ rules: texts, details, ruleSetHash: hash });
  };
