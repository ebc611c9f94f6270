/** How much the ledger keeps in memory. */
export interface LedgerBounds {
  /** Released leases that are still known; the oldest is forgotten first (its spend stays in mission, project and global). */
  readonly endedLeasesMax: number;
  /** Scopes with a balance; a key that would need one more is refused. About 400 bytes each. */
  readonly accountsMax: number;
  /** Records of the usage log that are listed; older ones are in the journal and in Synapse. */
  readonly usagesMax: number;
}

export const defaultBounds: LedgerBounds = { endedLeasesMax: 10_000, accountsMax: 200_000, usagesMax: 10_000 };
