/** Bounds of what callers may send; each refusal names the one that was passed. */
export const limits = {
  /** Text of one literal, UTF-16 units. */
  literalMax: 1_000_000,
  iriMax: 8_192,
  /** Changes of one batch, as the contract says. */
  changesMax: 10_000,
  triplesMax: 50_000,
  /** Quads of one batch in N-Quads, bytes; a journal record holds one batch. */
  batchBytesMax: 7 * 1024 * 1024,
  queryMax: 100_000,
  /** Text of one SPARQL update; larger data goes to the Graph Store Protocol. */
  updateMax: 2_000_000,
  updateOperationsMax: 1_000,
  /** Quads that one update or write of a graph may remove and add. */
  updateQuadsMax: 100_000,
  namespacesMax: 1_000,
  feedsMax: 10_000,
  idempotencyKeysMax: 100_000,
  idempotencyKeyMax: 256,
  /** Batches that wait to be checked against the shapes, 7 MiB each at most. */
  checksWaitingMax: 32,
  /** Batches that broke a shape and wait for a person. */
  quarantineBatchesMax: 1_000,
  quarantineBytesMax: 16 * 1024 * 1024,
  /** Node ids are kept in memory, about 150 bytes each. */
  nodeIdsMax: 5_000_000,
} as const;
