import type { ReasoningWish } from '../normal/normal-request.ts';

type Effort = NonNullable<ReasoningWish['effort']>;

/** Tokens that an effort may think where the model wants a number; Anthropic takes 1,024 at least. */
const BUDGETS: readonly (readonly [Effort, number])[] = [
  ['minimal', 1_024],
  ['low', 2_048],
  ['medium', 8_192],
  ['high', 16_384],
  ['xhigh', 32_768],
  ['max', 49_152],
];
export const BUDGET_TOKENS_MIN = 1_024;

export const budgetOf = (effort: Effort): number => BUDGETS.find(([name]) => name === effort)?.[1] ?? BUDGET_TOKENS_MIN;

/** The largest effort that a budget pays for. */
export const effortOf = (budgetTokens: number): Effort =>
  BUDGETS.findLast(([, tokens]) => tokens <= budgetTokens)?.[0] ?? 'minimal';

/** Claude models since 4.6 choose themselves how long they think; earlier ones, and others behind this API, are given a number. */
export const thinksAdaptively = (model: string): boolean =>
  model.includes('claude') &&
  !/claude-(?:instant|[123]\b|3[-.]|(?:opus|sonnet|haiku)-4(?:[-.][015]\b|-2\d{7}|@|$|:))/.test(model);
