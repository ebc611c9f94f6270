import type { AnalystState } from '../core/state.ts';

const VERSION = 1;

interface Stored {
  readonly version: number;
  readonly failures: [string, { failureId: string; clusterId: string }][];
  readonly clusters: [string, never][];
  readonly rules: [string, never][];
  readonly failureCount: number;
}

/** The state as JSON, for a quick start. */
export function encodeState(state: AnalystState): Uint8Array {
  const { failures, clusters, rules, failureCount } = state;
  return Buffer.from(
    JSON.stringify({ version: VERSION, failures: [...failures], clusters: [...clusters], rules: [...rules], failureCount }),
  );
}

/** The state from its JSON; throws on a version that is not ours, and the journal is read from its start instead. */
export function decodeState(bytes: Uint8Array): AnalystState {
  const stored = JSON.parse(Buffer.from(bytes).toString('utf8')) as Stored;
  if (stored.version !== VERSION) throw new Error(`snapshot version ${stored.version} is not known`);
  const clusters: AnalystState['clusters'] = new Map(stored.clusters);
  return {
    failures: new Map(stored.failures),
    clusters,
    clusterBySignature: new Map([...clusters.values()].map(({ signature, clusterId }) => [signature, clusterId])),
    rules: new Map(stored.rules),
    failureCount: stored.failureCount,
  };
}
