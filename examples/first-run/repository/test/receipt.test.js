import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, receipt } from '../src/index.js';

test('amounts are written with two decimals', () => {
  assert.equal(formatCents(1050), '10.50');
  assert.equal(formatCents(-5), '-0.05');
});

test('a receipt lists each guest and the total', () => {
  assert.equal(receipt(3000, ['Ada', 'Grace']), 'Ada: 15.00\nGrace: 15.00\nTotal: 30.00');
});
