/** F1 over all pairs of the found: same label against same id. Both apart everywhere is 0. */
export function pairwiseF1(found: readonly { readonly label: string; readonly id: string }[]): number {
  let both = 0;
  let either = 0;
  for (const [index, one] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      const counts = Number(one.label === other.label) + Number(one.id === other.id);
      if (counts === 2) both += 1;
      either += counts;
    }
  }
  return either === 0 ? 0 : (2 * both) / either;
}
