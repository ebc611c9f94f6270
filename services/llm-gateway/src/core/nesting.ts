/** Deepest nesting of a request: far above any tool's schema, far below what overflows the stack of a serialiser. */
export const NESTING_MAX = 128;

/** Whether a JSON value nests objects and lists more than `levels` deep; visits each node once, never deeper than that. */
export function nestsDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const inner = Array.isArray(value) ? (value as unknown[]) : Object.values(value);
  return inner.some((item) => nestsDeeperThan(item, levels - 1));
}
