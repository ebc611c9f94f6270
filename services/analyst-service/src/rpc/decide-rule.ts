import { DecideRuleReply, type DecideRuleRequest } from '@panal/shared-types/analyst';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import type { Analyst } from '../shell/analyst.ts';
import { ruleMessage } from './messages.ts';

const decisions = ['pin', 'unpin', 'veto', 'retire', 'reopen', 'edit'] as const;
const REASON_CHARS_MAX = 1_000;

/** A person's decision on a rule. */
export const decideRule =
  (analyst: Analyst) =>
  async (request: DecideRuleRequest, { principal }: CallContext): Promise<DecideRuleReply> => {
    const decision = decisions.find((candidate) => candidate === request.decision);
    if (!decision)
      throw new ServiceError('invalid-argument', `decision "${request.decision}" is none of: ${decisions.join(', ')}.`);
    const rule = await analyst.decide({
      ruleId: request.ruleId,
      decision,
      actor: principal.subject,
      text: request.text,
      reason: request.reason.slice(0, REASON_CHARS_MAX),
    });
    return { ok: true, message: '', rule: ruleMessage(rule) };
  };
