import type { GraphState, UsedKey } from './graph-core.ts';

const VERSION = 1;

interface Stored {
  readonly v: number;
  readonly feeds: readonly (readonly [string, number])[];
  readonly namespaces: readonly string[];
  readonly keys: readonly (readonly [string, UsedKey])[];
  readonly iris: string[];
}

/** The state as JSON, so that a start need not read the whole journal. */
export function stateSnapshot(everyRecords: number) {
  return {
    everyRecords,
    encode: ({ feeds, namespaces, keys, iris }: GraphState): Uint8Array =>
      new TextEncoder().encode(
        JSON.stringify({ v: VERSION, feeds: [...feeds], namespaces: [...namespaces], keys: [...keys], iris }),
      ),
    decode(bytes: Uint8Array): GraphState {
      const stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Stored;
      if (stored.v !== VERSION) throw new Error(`a snapshot of version ${stored.v} can't be read (this Panal knows ${VERSION})`);
      return {
        feeds: new Map(stored.feeds),
        namespaces: new Set(stored.namespaces),
        keys: new Map(stored.keys),
        iris: stored.iris,
        idOfIri: new Map(stored.iris.map((iri, index) => [iri, index + 1])),
      };
    },
  };
}
