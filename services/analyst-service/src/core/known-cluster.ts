import type { FailureSignature } from '@panal/grouping';
import type { AnalystState } from './state.ts';

/** The cluster that is known by the signature itself. */
export const clusterBySignature = (state: AnalystState, signature: string): string | undefined =>
  state.clusterBySignature.get(signature) ?? state.aliases.get(signature);

/**
 * The cluster that a failure is of, or undefined where it would found one; the one answer for single reports, bulk and Synapse. By its
 * signature; by what earlier versions gave, so that old clusters go on; or as a near miss of a cluster's stack trace.
 */
export function knownClusterOf(
  state: AnalystState,
  { signature, trace }: FailureSignature,
  earlier: readonly string[],
): string | undefined {
  for (const each of [signature, ...earlier]) {
    const known = clusterBySignature(state, each);
    if (known !== undefined) return known;
  }
  return trace && state.traces.nearest(trace);
}
