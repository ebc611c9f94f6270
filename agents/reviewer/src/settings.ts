import { z } from 'zod';

/** `agents.reviewer` of `panal.yaml`. */
export const reviewerSettings = z.strictObject({
  /** Model calls of one review. */
  stepsMax: z.int().min(1).max(100).default(5),
  /** Longest time of one attempt. */
  wallTimeMs: z
    .int()
    .min(1_000)
    .default(10 * 60_000),
  /** Most output tokens of one model call. */
  outputTokensMax: z.int().min(256).default(8_192),
  /** A longer difference is handed back to be split. */
  diffCharsMax: z.int().min(1_000).default(200_000),
  /** Public key (PEM) that gate results must be signed with; without it, the workspace-service's in the data folder. */
  gateKeyFile: z.string().min(1).optional(),
});

export type ReviewerSettings = z.infer<typeof reviewerSettings>;
