/** Splits an amount of cents among guests and returns one share for each, in their order. */
export function splitBill(totalCents, guests) {
  if (!Number.isSafeInteger(totalCents)) throw new RangeError('the total must be whole cents');
  if (!Number.isSafeInteger(guests) || guests < 1) throw new RangeError('there must be at least one guest');
  const share = Math.round(totalCents / guests);
  return Array.from({ length: guests }, () => share);
}
