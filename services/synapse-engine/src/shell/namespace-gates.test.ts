import { expect, test } from 'vitest';
import { NamespaceGates } from './namespace-gates.ts';

test('who computes is alone in a namespace, in the order of coming; others wait for those before them only', async () => {
  const gates = new NamespaceGates();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = gates.alone('n', async () => {
    order.push('one begins');
    await first.promise;
    order.push('one ends');
  });
  const passage = gates.passage('n')?.then(() => order.push('writer'));
  const two = gates.alone('n', () => Promise.reject(new Error('two fails'))).catch(() => order.push('two'));
  expect(gates.passage('other')).toBeUndefined();
  first.resolve();
  await Promise.all([one, passage, two]);
  expect(order).toEqual(['one begins', 'one ends', 'writer', 'two']);
  expect(gates.passage('n')).toBeUndefined();
});
