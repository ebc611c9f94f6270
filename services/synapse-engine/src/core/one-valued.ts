/**
 * Words that hold one value (`owl:FunctionalProperty` in the ontology): a new value retires the one before it, so that what is
 * true now doesn't pile up. Works on canonical N-Quads; pure.
 */

export interface TextChange {
  readonly remove: boolean;
  /** One canonical quad, without its line break. */
  readonly quad: string;
}

/** A place that holds one value at most: subject, word and graph, as terms of N-Quads (graph '' is the default graph). */
export interface Slot {
  readonly subject: string;
  readonly predicate: string;
  readonly graph: string;
}

const QUAD = /^(\S+) (<[^>]*>) ((?:"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)|<[^>]*>)(?: (<[^>]*>))? \.$/s;

/** The slot that a quad fills and its value, or undefined where its word may hold several. */
export function slotOf(quad: string, oneValued: ReadonlySet<string>): (Slot & { readonly object: string }) | undefined {
  const [, subject, predicate, object, graph = ''] = QUAD.exec(quad) ?? [];
  if (!subject || !predicate || !object || !oneValued.has(predicate)) return undefined;
  return { subject, predicate, object, graph };
}

const nameOf = ({ subject, predicate, graph }: Slot): string => `${subject} ${predicate} ${graph}`;

/** The quad that puts a value into a slot, as text without its line break. */
export const quadIn = ({ subject, predicate, graph }: Slot, object: string): string =>
  `${subject} ${predicate} ${object}${graph === '' ? '' : ` ${graph}`} .`;

/** The slots that a batch gives a value to, each once. */
export function filledSlots(changes: readonly TextChange[], oneValued: ReadonlySet<string>): Slot[] {
  const slots = new Map<string, Slot>();
  for (const { remove, quad } of changes) {
    const slot = remove ? undefined : slotOf(quad, oneValued);
    if (slot) slots.set(nameOf(slot), slot);
  }
  return [...slots.values()];
}

/** The values that slots hold before a batch. */
export interface HeldValue {
  readonly slot: Slot;
  readonly object: string;
}

/**
 * The changes of a batch, with a removal before each value that replaces another one, in the graph or earlier in the batch.
 * O(changes).
 */
export function retireReplaced(
  changes: readonly TextChange[],
  given: { readonly oneValued: ReadonlySet<string>; readonly held: readonly HeldValue[] },
): TextChange[] {
  const current = new Map<string, Set<string>>();
  for (const { slot, object } of given.held) {
    const name = nameOf(slot);
    current.set(name, (current.get(name) ?? new Set()).add(object));
  }
  return changes.flatMap((change) => {
    const slot = slotOf(change.quad, given.oneValued);
    if (!slot) return [change];
    const values = current.get(nameOf(slot)) ?? new Set<string>();
    current.set(nameOf(slot), values);
    if (change.remove) {
      values.delete(slot.object);
      return [change];
    }
    const replaced = [...values].filter((object) => object !== slot.object);
    for (const object of replaced) values.delete(object);
    values.add(slot.object);
    return [...replaced.map((object) => ({ remove: true, quad: quadIn(slot, object) })), change];
  });
}

/** What a batch leaves in the graph of its own: the quads inserted and not removed again by it, each once, in order. */
export function leftInserted(changes: readonly TextChange[]): string[] {
  const left = new Set<string>();
  for (const { remove, quad } of changes) {
    if (remove) left.delete(quad);
    else left.add(quad);
  }
  return [...left];
}
