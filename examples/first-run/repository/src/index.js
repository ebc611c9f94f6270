export { formatCents } from './format-cents.js';
export { receipt } from './receipt.js';
export { splitBill } from './split-bill.js';
