import { type SpendRow, shownName } from '../core/ledger/index.ts';

const NO_LIMIT = -1;

/** A row of spend on the wire, where no limit is -1. */
export const spendMessage = (row: SpendRow) => ({
  ...row,
  scope: shownName(row.scope),
  limitNanoUsd: row.limitNanoUsd ?? NO_LIMIT,
});
