import { z } from 'zod';

/** `agents.coder` of `panal.yaml`. */
export const coderSettings = z.strictObject({
  /** Model calls of one attempt. */
  stepsMax: z.int().min(1).max(500).default(40),
  /** Longest time of one attempt. */
  wallTimeMs: z
    .int()
    .min(1_000)
    .default(20 * 60_000),
  /** Most output tokens of one model call. */
  outputTokensMax: z.int().min(256).default(8_192),
  /** The longest that one command may run. */
  commandTimeoutMs: z.int().min(1_000).max(1_800_000).default(120_000),
});

export type CoderSettings = z.infer<typeof coderSettings>;
