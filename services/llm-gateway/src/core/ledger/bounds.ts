/** How much the ledger keeps in memory. */
export interface LedgerBounds {
  /** Released leases that are still known; the oldest is forgotten first (its spend stays in mission, project and global). */
  readonly endedLeasesMax: number;
  /** Scopes with a balance; a key that would need one more is refused. About 400 bytes each. */
  readonly accountsMax: number;
  /** Records of the usage log that are listed; older ones are in the journal and in Synapse. */
  readonly usagesMax: number;
  /** Open blocks; a key that would need one more has its requests wait for their flush. */
  readonly blocksMax: number;
  /** Live standalone keys; one more is refused. */
  readonly keysMax: number;
  /** Rows of the daily sums of the usage log, all days together; the oldest days are forgotten first. About 250 bytes each. */
  readonly usageRowsMax: number;
  /** Names of one kind (models, agents, …) that one day counts apart; those beyond are summed as `(others)`. */
  readonly usageNamesMax: number;
}

export const defaultBounds: LedgerBounds = {
  endedLeasesMax: 10_000,
  accountsMax: 200_000,
  usagesMax: 10_000,
  blocksMax: 10_000,
  keysMax: 10_000,
  usageRowsMax: 100_000,
  usageNamesMax: 5_000,
};
