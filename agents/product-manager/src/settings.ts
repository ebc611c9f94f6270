import { z } from 'zod';

/** `agents.productManager` of `panal.yaml`. */
export const productManagerSettings = z.strictObject({
  /** Model calls of one attempt. */
  stepsMax: z.int().min(1).max(100).default(10),
  /** Longest time of one attempt. */
  wallTimeMs: z
    .int()
    .min(1_000)
    .default(10 * 60_000),
  /** Most output tokens of one model call. */
  outputTokensMax: z.int().min(256).default(8_192),
  /** How often the model may write the change before the attempt fails. */
  roundsMax: z.int().min(1).max(20).default(3),
});

export type ProductManagerSettings = z.infer<typeof productManagerSettings>;
