import { ListRulesReply, type ListRulesRequest } from '@panal/shared-types/analyst';
import type { Analyst } from '../shell/analyst.ts';
import { ruleMessage } from './messages.ts';

const LIMIT = 1_000;

/** Rules, the newest first; at most a thousand. One that is asked for by its id comes with its history. */
export const listRules =
  (analyst: Analyst) =>
  (request: ListRulesRequest): ListRulesReply => {
    const wanted = [...analyst.state.rules.values()].filter(
      (rule) => (!request.ruleId || rule.ruleId === request.ruleId) && (!request.stage || rule.stage === request.stage),
    );
    return {
      rules: wanted
        .toReversed()
        .slice(0, LIMIT)
        .map((rule) => ruleMessage(rule, { history: request.ruleId !== '' })),
    };
  };
