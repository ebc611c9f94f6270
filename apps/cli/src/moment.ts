import { CliError, exitCodes } from './exit.ts';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const AMOUNT_MAX = 100_000;

/** Milliseconds of `30m`, `12h`, `7d` or `2w`; undefined where the text is none of them. */
function durationMs(text: string): number | undefined {
  const match = /^(\d{1,6})([mhdw])$/.exec(text);
  const amount = Number(match?.[1]);
  return match && amount > 0 && amount <= AMOUNT_MAX ? amount * UNIT_MS[match[2]!]! : undefined;
}

/** The moment that an option names, Unix ms: `7d` ago (or ahead), or a date such as 2026-07-14. */
export function momentOf(text: string, option: string, given: { readonly nowMs: number; readonly ahead?: boolean }): number {
  const span = durationMs(text);
  if (span !== undefined) return given.nowMs + (given.ahead ? span : -span);
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(atMs)) return atMs;
  throw new CliError(`${option} ${text} is no time. Write 30m, 12h, 7d, 2w or a date such as 2026-07-14.`, exitCodes.usage);
}
