import type { GraphState } from './graph-core.ts';
import { type StoredQuarantine, restoredQuarantine, storedQuarantine } from './quarantine.ts';
import { type UsedKey, usedKeysOf } from './used-keys.ts';

/** A snapshot of another version is passed over, and the journal applied. */
const VERSION = 2;

interface Stored {
  readonly v: number;
  readonly feeds: readonly (readonly [string, number])[];
  readonly namespaces: readonly string[];
  readonly changedAt: readonly (readonly [string, number])[];
  readonly deletedAt: number;
  readonly keys: readonly (readonly [string, UsedKey])[];
  readonly iris: string[];
  readonly quarantine?: StoredQuarantine;
}

/** The state as JSON, so that a start need not read the whole journal. */
export function stateSnapshot(everyRecords: number) {
  return {
    everyRecords,
    encode({ feeds, namespaces, changedAt, deletedAt, keys, iris, quarantine }: GraphState): Uint8Array {
      const stored: Stored = {
        v: VERSION,
        feeds: [...feeds],
        namespaces: [...namespaces],
        changedAt: [...changedAt],
        deletedAt,
        keys: [...keys],
        iris,
        quarantine: storedQuarantine(quarantine),
      };
      return new TextEncoder().encode(JSON.stringify(stored));
    },
    decode(bytes: Uint8Array): GraphState {
      const stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Stored;
      if (stored.v !== VERSION) throw new Error(`a snapshot of version ${stored.v} can't be read (this Panal knows ${VERSION})`);
      return {
        feeds: new Map(stored.feeds),
        namespaces: new Set(stored.namespaces),
        changedAt: new Map(stored.changedAt),
        deletedAt: stored.deletedAt,
        ...usedKeysOf(stored.keys),
        iris: stored.iris,
        idOfIri: new Map(stored.iris.map((iri, index) => [iri, index + 1])),
        quarantine: restoredQuarantine(stored.quarantine),
      };
    },
  };
}
