import { type Result, ok, refuse } from './result.ts';

/** Nano-USD in a dollar. Money is an integer number of nano-USD everywhere inside Panal. */
export const NANO_USD_PER_USD = 1_000_000_000;

/** The largest amount that is exact: 2^53 - 1 nano-USD, about nine million dollars. */
export const AMOUNT_NANO_USD_MAX = Number.MAX_SAFE_INTEGER;

/** Dollars of an amount, for messages that carry `double`; exact to the nano-dollar below 9 million. */
export const usdOf = (amountNanoUsd: number): number => amountNanoUsd / NANO_USD_PER_USD;

/** Nano-USD of a number of dollars, rounded half away from zero; refuses what is not finite or not exact. */
export function nanoUsdOf(amountUsd: number): Result<number, string> {
  if (!Number.isFinite(amountUsd)) return refuse(`${amountUsd} is not an amount`);
  const nano = Math.sign(amountUsd) * Math.round(Math.abs(amountUsd) * NANO_USD_PER_USD);
  return Math.abs(nano) <= AMOUNT_NANO_USD_MAX ? ok(nano) : refuse(`${amountUsd} dollars is more than can be kept exactly`);
}

/** Writes an amount in dollars with as many decimals as it needs, at least two: `$0.00`, `$1.25`, `$0.000012`. */
export function formatUsd(amountNanoUsd: number): string {
  const sign = amountNanoUsd < 0 ? '-' : '';
  const nano = Math.abs(amountNanoUsd);
  const whole = Math.floor(nano / NANO_USD_PER_USD);
  const decimals = String(nano % NANO_USD_PER_USD)
    .padStart(9, '0')
    .replace(/0{1,7}$/, '');
  return `${sign}$${whole}.${decimals}`;
}

/** Writes a duration for people: `850 ms`, `4.2 s`, `3 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
