import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitBill } from '../src/index.js';

const sum = (shares) => shares.reduce((total, share) => total + share, 0);

test('a bill that divides evenly is split evenly', () => {
  assert.deepEqual(splitBill(9000, 3), [3000, 3000, 3000]);
});

test('the shares add up to the bill', () => {
  const shares = splitBill(1000, 3);
  assert.equal(sum(shares), 1000, `10.00 among 3 was split into ${shares.join(' + ')} = ${sum(shares)}`);
});

test('a bill without guests is refused', () => {
  assert.throws(() => splitBill(1000, 0), RangeError);
});
