import type { UpdateDelta } from '../../ports.ts';
import { GraphRefused } from './refused.ts';
import { type GraphStore, newStore, nquads } from './store-set.ts';

const COPIED_QUADS_MAX = 200_000;

const linesOf = (store: GraphStore): Set<string> =>
  new Set(
    store
      .dump({ format: nquads })
      .split('\n')
      .filter((line) => line !== ''),
  );

/** What a SPARQL update would change in a store, found by running it on a copy: about 20 µs for each quad of the namespace. */
export function deltaByCopy(store: GraphStore, text: string): UpdateDelta {
  if (store.size > COPIED_QUADS_MAX) {
    throw new GraphRefused('too-large', `This update is only possible on namespaces of up to ${COPIED_QUADS_MAX} quads.`);
  }
  const before = linesOf(store);
  const copy = newStore();
  if (before.size > 0) copy.load(`${[...before].join('\n')}\n`, { format: nquads });
  copy.update(text);
  const after = linesOf(copy);
  // Not in the declarations, but in every class of the package: gives the memory back now.
  (copy as unknown as { free(): void }).free();
  const only = (one: Set<string>, other: Set<string>): string =>
    [...one]
      .filter((line) => !other.has(line))
      .map((line) => `${line}\n`)
      .join('');
  return { removed: only(before, after), added: only(after, before) };
}
