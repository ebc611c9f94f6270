import { ServiceError } from '@panal/kernel/runtime';
import { type ChangeSet, changeSetOf } from '../core/change-set.ts';
import { parseQuad } from '../core/nquads.ts';
import { type HeldValue, type Slot, type TextChange, filledSlots, quadIn, retireReplaced, slotOf } from '../core/one-valued.ts';
import type { Synapse } from './synapse.ts';

interface Retiring {
  readonly namespace: string;
  /** Checked before, as they are journalled. */
  readonly changes: readonly TextChange[];
  readonly oneValued: ReadonlySet<string>;
}

/** Changes together with the removal of what they replace in the graph. Call it inside the gate of the namespace. */
export async function retiring(synapse: Synapse, asked: Retiring, signal: AbortSignal): Promise<ChangeSet> {
  const { namespace, changes, oneValued } = asked;
  const slots = filledSlots(changes, oneValued);
  await synapse.store.settled();
  const values = await synapse.graph.ask({ kind: 'slot-values', namespace, slots }, signal);
  const held = slots.flatMap((slot, index) => (values[index] ?? []).map((object) => heldValue(slot, object)));
  const retired = retireReplaced(changes, { oneValued, held });
  const set = changeSetOf(retired.map(({ remove, quad }) => ({ remove, line: `${quad}\n` })));
  if (!set.ok) throw new ServiceError('invalid-argument', `${set.refusal}.`);
  return set.value;
}

/** The engine may write a term in another way than the journal does. */
function heldValue(slot: Slot, object: string): HeldValue {
  const line = parseQuad(quadIn(slot, object), 'none');
  const asJournalled = line.ok ? slotOf(line.value.trimEnd(), new Set([slot.predicate]))?.object : undefined;
  return { slot, object: asJournalled ?? object };
}
