import { z } from 'zod';

/** Section `analyst` of the settings. */
export const analystSchema = z.strictObject({
  /** Failures that a cluster must hold before it proposes a rule. */
  ruleThreshold: z.int().min(1).max(1_000_000).default(3),
  /** Rules in one assignment when the asker gives no limit. */
  rulesPerTask: z.int().min(1).max(20).default(3),
});

export type AnalystConfig = z.infer<typeof analystSchema>;
