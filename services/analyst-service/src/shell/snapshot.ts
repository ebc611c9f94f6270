import { type TraceIdentity, TraceIndex } from '@panal/grouping/traces';
import { type AnalystState, remedyKeyOf } from '../core/state.ts';

const VERSION = 3;
/** Written before clusters were found by more than their signature. */
const PLAIN_VERSION = 2;

interface Stored {
  readonly version: number;
  readonly failures: [string, { failureId: string; clusterId: string }][];
  readonly clusters: [string, never][];
  readonly rules: [string, never][];
  readonly told: [string, number][];
  readonly trials: string[];
  readonly failureCount: number;
  readonly aliases?: [string, string][];
  readonly traces?: [string, TraceIdentity][];
  readonly traced?: string[];
}

/** The state as JSON, for a quick start. */
export function encodeState(state: AnalystState): Uint8Array {
  const { failures, clusters, rules, told, trials, failureCount, aliases, traces, traced } = state;
  const stored = {
    version: VERSION,
    failures: [...failures],
    clusters: [...clusters],
    rules: [...rules],
    told: [...told],
    trials: [...trials],
    failureCount,
    aliases: [...aliases],
    traces: [...traces.entries()],
    traced: [...traced],
  };
  return Buffer.from(JSON.stringify(stored));
}

/** The state from its JSON; throws on a version that is not ours, and the journal is read from its start instead. */
export function decodeState(bytes: Uint8Array): AnalystState {
  const stored = JSON.parse(Buffer.from(bytes).toString('utf8')) as Stored;
  if (stored.version !== VERSION && stored.version !== PLAIN_VERSION)
    throw new Error(`snapshot version ${stored.version} is not known`);
  const clusters: AnalystState['clusters'] = new Map(stored.clusters);
  const rules: AnalystState['rules'] = new Map(stored.rules);
  const traces = new TraceIndex<string>();
  for (const [clusterId, trace] of stored.traces ?? []) traces.add(clusterId, trace);
  return {
    failures: new Map(stored.failures),
    clusters,
    clusterBySignature: new Map([...clusters.values()].map(({ signature, clusterId }) => [signature, clusterId])),
    aliases: new Map(stored.aliases),
    traces,
    traced: new Set(stored.traced),
    rules,
    ruleByRemedy: new Map([...rules.values()].map((rule) => [remedyKeyOf(rule), rule.ruleId])),
    told: new Map(stored.told),
    trials: new Set(stored.trials),
    failureCount: stored.failureCount,
  };
}
