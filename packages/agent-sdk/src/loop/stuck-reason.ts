/** One tool call of a model and what it got back. */
export interface Observation {
  readonly tool: string;
  readonly input: unknown;
  readonly output: unknown;
}

/** The same call with the same answer this often means that the model makes no progress. */
export const SAME_OBSERVATIONS_MAX = 4;

/** Why the loop goes nowhere, or undefined while it may still get somewhere. O(n) over the calls so far. */
export function stuckReason(observations: readonly Observation[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { tool, input, output } of observations) {
    const key = JSON.stringify([tool, input, output]);
    const count = (counts.get(key) ?? 0) + 1;
    if (count >= SAME_OBSERVATIONS_MAX)
      return `stuck: ${tool} was called ${count} times with the same input and gave the same answer each time`;
    counts.set(key, count);
  }
  return undefined;
}
