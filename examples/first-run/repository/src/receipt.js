import { formatCents } from './format-cents.js';
import { splitBill } from './split-bill.js';

/** One line for each guest and the total at the end. */
export function receipt(totalCents, guests) {
  const shares = splitBill(totalCents, guests.length);
  const lines = guests.map((guest, index) => `${guest}: ${formatCents(shares[index])}`);
  return [...lines, `Total: ${formatCents(totalCents)}`].join('\n');
}
