/** How long spend counts against a limit. */
export const windowKinds = ['daily', 'monthly', 'total'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** The calendar day (`2026-07-14`) and month (`2026-07`) that a moment belongs to. */
export interface Windows {
  readonly day: string;
  readonly month: string;
}

/** Names of the balances that a window kind is kept under; the three differ in length, so they never meet. */
export const balanceKey = (kind: WindowKind, windows: Windows): string =>
  kind === 'daily' ? windows.day : kind === 'monthly' ? windows.month : 'total';

const HOUR_MS = 3_600_000;
const DAY_HOURS_MAX = 26;
const MONTH_DAYS_MAX = 32;

export interface Calendar {
  readonly timeZone: string;
  windowsAt(atMs: number): Windows;
  /** When the window that holds `atMs` ends, Unix ms; 0 for `total`, which never does. */
  endOf(kind: WindowKind, atMs: number): number;
}

/**
 * Days and months of a time zone (an IANA name). Throws RangeError for an unknown zone. The last day asked for is remembered,
 * so a call costs well under a microsecond except at midnight.
 */
export function createCalendar(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  let known: { readonly fromMs: number; readonly endMs: number; readonly windows: Windows } | undefined;

  const dayOf = (atMs: number): string => format.format(atMs);
  const lookUp = (atMs: number): Windows => {
    const day = dayOf(atMs);
    const endMs = firstMomentWhere((ms) => dayOf(ms) !== day, atMs, atMs + DAY_HOURS_MAX * HOUR_MS);
    known = { fromMs: atMs, endMs, windows: { day, month: day.slice(0, 7) } };
    return known.windows;
  };
  const windowsAt = (atMs: number): Windows =>
    known && atMs >= known.fromMs && atMs < known.endMs ? known.windows : lookUp(atMs);
  return {
    timeZone,
    windowsAt,
    endOf(kind, atMs) {
      if (kind === 'total') return 0;
      const { day, month } = windowsAt(atMs);
      return kind === 'daily'
        ? firstMomentWhere((ms) => dayOf(ms) !== day, atMs, atMs + DAY_HOURS_MAX * HOUR_MS)
        : firstMomentWhere((ms) => dayOf(ms).slice(0, 7) !== month, atMs, atMs + MONTH_DAYS_MAX * 24 * HOUR_MS);
    },
  };
}

/** Smallest whole millisecond in (fromMs, toMs] where `holds`, given that it holds from some moment on; about 30 probes. */
function firstMomentWhere(holds: (ms: number) => boolean, fromMs: number, toMs: number): number {
  let before = fromMs;
  let after = toMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}
