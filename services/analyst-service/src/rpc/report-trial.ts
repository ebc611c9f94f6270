import { type RuleTrial, RuleTrialReply } from '@panal/shared-types/analyst';
import { ServiceError } from '@panal/kernel/runtime';
import type { Analyst } from '../shell/analyst.ts';

const RULES_MAX = 20;
const FIELD_CHARS_MAX = 256;

/** Counts how a task ended for each rule that it had. */
export const reportTrial =
  (analyst: Analyst) =>
  async (request: RuleTrial): Promise<RuleTrialReply> => {
    const { idempotencyKey: key, taskId, ruleIds, succeeded } = request;
    if (key === '' || key.length > FIELD_CHARS_MAX)
      throw new ServiceError('invalid-argument', `idempotency_key must have 1 to ${FIELD_CHARS_MAX} characters.`);
    if (ruleIds.length > RULES_MAX)
      throw new ServiceError('invalid-argument', `At most ${RULES_MAX} rules fit one trial; this one names ${ruleIds.length}.`);
    return { counted: await analyst.trial({ key, taskId: taskId.slice(0, FIELD_CHARS_MAX), ruleIds, succeeded }) };
  };
