import { z } from 'zod';

/** Section `analyst` of the settings. */
export const analystSchema = z.strictObject({
  /** Distinct tasks that must meet a cluster before it proposes a rule; attempts of one task count once. More than 100 counts as 100. */
  ruleThreshold: z.int().min(1).max(100_000).default(3),
  /** Rules in one assignment when the asker gives no limit. */
  rulesPerTask: z.int().min(1).max(20).default(4),
  /** Rules that may bind at once; pinning a further one is refused. */
  bindingRulesMax: z.int().min(1).max(5_000).default(200),
  /** Clusters kept; failures of further forms are counted in one catch-all cluster, and the share of them is shown. */
  clustersMax: z.int().min(1).max(200_000).default(20_000),
  /** How often Synapse is asked for failures that nobody has consolidated; 0 never asks. */
  synapsePollMs: z.int().min(0).max(86_400_000).default(60_000),
  /** Age of a failure in Synapse before it is taken from there, so that who saw it can tell of it with its full text. */
  synapseGraceMs: z.int().min(0).max(86_400_000).default(60_000),
});

export type AnalystConfig = z.infer<typeof analystSchema>;
