import { type Result, ok } from '@panal/kernel/pure';
import { fieldName } from '../normal/field-names.ts';
import { isObject, listOf, problem } from '../normal/json-values.ts';
import type { NormalRequest, ReasoningWish, RequestProblem } from '../normal/normal-request.ts';
import { BUDGET_TOKENS_MIN, budgetOf, thinksAdaptively } from './thinking-rule.ts';

type Message = { readonly role: string; readonly content: unknown };
type Written = Readonly<Record<string, unknown>>;

interface Thinking {
  readonly thinking?: Written;
  readonly outputConfig?: Written;
}

/** `thinking` and `output_config.effort` for a wish, by what the model takes. */
export function writeThinking(
  request: NormalRequest,
  outputTokensMax: number,
  messages: readonly Message[],
): Result<Thinking, RequestProblem> {
  const wish = request.reasoning;
  if (!wish) return ok({});
  const display = writeDisplay(wish);
  if (request.dialect === 'messages') return ok(asAsked(wish, display));
  if (wish.effort === 'none') return ok({ thinking: { type: 'disabled' } });
  if (wish.effort === undefined) return ok({});
  if (thinksAdaptively(request.model)) {
    const effort = wish.effort === 'minimal' ? 'low' : wish.effort;
    return ok({ thinking: { type: 'adaptive', ...display }, outputConfig: { effort } });
  }
  if (outputTokensMax <= BUDGET_TOKENS_MIN) {
    const param = fieldName(request, 'outputTokensMax');
    return problem(`Anthropic models think at least ${BUDGET_TOKENS_MIN} tokens: "${param}" must be larger than that.`, param);
  }
  if (!mayThink(messages)) return ok({});
  // What is thought is part of the output: at least a quarter of it is left for the answer.
  const room = Math.max(BUDGET_TOKENS_MIN, Math.floor((outputTokensMax * 3) / 4));
  return ok({ thinking: { type: 'enabled', budget_tokens: Math.min(budgetOf(wish.effort), room), ...display } });
}

function asAsked(wish: ReasoningWish, display: Written): Thinking {
  const thinking = wish.adaptive
    ? { type: 'adaptive', ...display }
    : wish.budgetTokens === undefined
      ? undefined
      : { type: 'enabled', budget_tokens: wish.budgetTokens, ...display };
  return { ...(thinking ? { thinking } : {}), ...(wish.effort ? { outputConfig: { effort: wish.effort } } : {}) };
}

const writeDisplay = (wish: ReasoningWish): Written =>
  wish.summary === undefined ? {} : { display: wish.summary === 'none' ? 'omitted' : 'summarized' };

/**
 * With a budget for thinking Anthropic refuses a round of tools under way whose assistant turn doesn't begin with its thoughts, and
 * clients of other dialects mostly don't send those back: then this one request goes without thinking.
 */
function mayThink(messages: readonly Message[]): boolean {
  const last = messages.at(-1);
  const isRound = listOf(last?.content).some((block) => isObject(block) && block['type'] === 'tool_result');
  if (!isRound) return true;
  const first = listOf(messages.at(-2)?.content)[0];
  return isObject(first) && (first['type'] === 'thinking' || first['type'] === 'redacted_thinking');
}
