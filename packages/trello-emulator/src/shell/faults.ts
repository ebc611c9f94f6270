import type { DeliveryFate } from './webhook-deliverer.ts';

/** What becomes of a request: an answer without an effect, an effect whose answer is lost, or nothing special. */
export type RequestFault =
  | undefined
  | 'lose-answer'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface RandomFaults {
  readonly request: () => RequestFault;
  readonly delivery: () => DeliveryFate;
}

const DELAY_MS_MAX = 3_000;

/** Numbers in [0, 1) that a seed repeats. Source: Marsaglia, "Xorshift RNGs" (2003). */
function seeded(seed: number): () => number {
  let state = (seed >>> 0) ^ 0x9e3779b9 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

/** Faults at random, in a share `rate` of all requests and deliveries; the same seed gives the same ones. */
export function randomFaults(rate: number, seed: number): RandomFaults {
  const random = seeded(seed);
  const pick = <T>(faults: readonly T[]): T | undefined =>
    random() < rate ? faults[Math.floor(random() * faults.length)] : undefined;
  return {
    request: () =>
      pick<RequestFault>([{ status: 500 }, { status: 503 }, { status: 429, headers: { 'retry-after': '1' } }, 'lose-answer']),
    delivery: () => pick<DeliveryFate>(['lose', 'twice', { delayMs: Math.floor(random() * DELAY_MS_MAX) }]) ?? 'send',
  };
}
