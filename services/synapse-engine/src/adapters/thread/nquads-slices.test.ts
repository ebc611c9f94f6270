import oxigraph from 'oxigraph';
import { expect, test } from 'vitest';
import { textSlices } from './nquads-slices.ts';

test('slices hold every graph, also one that has a blank node for a name, and the parts of a large one', () => {
  const store = new oxigraph.Store();
  const blank = oxigraph.blankNode('g2');
  const [p, a, g] = ['urn:p', 'urn:a', 'urn:g'].map((name) => oxigraph.namedNode(name)) as [never, never, never];
  store.add(oxigraph.quad(blank, p, oxigraph.literal('ends with .\n'), blank));
  store.add(oxigraph.quad(a, p, oxigraph.literal('in the default graph')));
  for (let index = 0; index < 25; index += 1) store.add(oxigraph.quad(a, p, oxigraph.literal(String(index)), g));
  const slices = [...textSlices(store, 0, 10)];
  const lines = slices.flatMap(({ text }) => text.split('\n').filter(Boolean));
  expect(lines.toSorted()).toEqual(store.dump({ format: 'application/n-quads' }).split('\n').filter(Boolean).toSorted());
  expect(slices.reduce((sum, { quads }) => sum + quads, 0)).toBe(27);
});
