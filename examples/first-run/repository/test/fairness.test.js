import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitBill } from '../src/index.js';

const spread = (shares) => Math.max(...shares) - Math.min(...shares);

for (const [totalCents, guests] of [
  [9000, 3],
  [1001, 3],
  [1000, 7],
  [-1001, 3],
]) {
  test(`nobody pays more than a cent above anybody else: ${totalCents} among ${guests}`, () => {
    const shares = splitBill(totalCents, guests);
    assert.ok(spread(shares) <= 1, `unfair split: the shares ${shares.join(', ')} lie ${spread(shares)} cents apart`);
  });
}
