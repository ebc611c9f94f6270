import oxigraph from 'oxigraph';
import type { GraphAnswers, GraphJob } from '../../ports.ts';
import type { GraphStore } from './store-set.ts';

const { namedNode, defaultGraph } = oxigraph;
const iriOf = (term: string) => namedNode(term.slice(1, -1));

type Slots = Extract<GraphJob, { kind: 'slot-values' }>['slots'];

/** What each slot holds, as terms of N-Quads. One index look-up a slot. */
export const slotValues = (store: GraphStore, slots: Slots): GraphAnswers['slot-values'] =>
  slots.map(({ subject, predicate, graph }) =>
    store
      .match(iriOf(subject), iriOf(predicate), null, graph === '' ? defaultGraph() : iriOf(graph))
      .map((quad) => quad.object.toString()),
  );
