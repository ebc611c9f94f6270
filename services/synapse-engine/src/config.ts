import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const bundled = (file: string): string => fileURLToPath(new URL(`../../../policies/${file}`, import.meta.url));

const retentionRule = z.strictObject({
  type: z.string().regex(/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|^`\\]+$/, 'must be the IRI of a class'),
  days: z.int().min(1).max(36_500),
  namespace: z.string().min(1).default('panal'),
});

/** Section `synapse` of `panal.yaml`. */
export const synapseSchema = z.strictObject({
  /** Longest time of a query, ms; then its worker is ended and restored. */
  queryTimeoutMs: z.int().min(100).max(600_000).default(10_000),
  /** Largest answer to a query, bytes. */
  resultBytesMax: z.int().min(1_024).max(7_000_000).default(6_000_000),
  /** Largest answer over HTTP and in gRPC streams, which is sent in parts, bytes. */
  streamBytesMax: z.int().min(1_024).max(400_000_000).default(64_000_000),
  /** Queries that may wait for their turn. */
  queriesWaitingMax: z.int().min(1).max(10_000).default(64),
  /** Copies of the graph, each of which answers one query at a time; each needs some 300 bytes a quad, and time to apply what is written. */
  replicas: z.int().min(1).max(16).default(2),
  /** Changes acknowledged but not yet seen by queries, beyond which writers wait. */
  lagChangesMax: z.int().min(1_000).max(100_000_000).default(1_000_000),
  /** Changes after which the graph is stored anew (or its size in quads, where that is more). */
  snapshotEveryChanges: z.int().min(100).default(200_000),
  /** Newest journal records that stay for readers of the change feed, once a stored graph has made them unnecessary otherwise. */
  journalKeepRecords: z.int().min(0).default(1_000_000),
  /** Days for which they stay, too. */
  journalKeepDays: z.int().min(0).max(36_500).default(7),
  /** Folder from which IngestFile may read; unset: IngestFile is refused. */
  ingestDir: z.string().min(1).optional(),
  /** Namespaces in which the batches of services are checked against the shapes. */
  checkedNamespaces: z.array(z.string().min(1)).default(['panal']),
  /** SHACL shapes, Turtle. */
  shapesFile: z.string().min(1).default(bundled('shapes.ttl')),
  /** The vocabulary, Turtle: its functional properties hold one value. */
  ontologyFile: z.string().min(1).default(bundled('ontology.ttl')),
  /** What the search index holds, MiB of text (a class counts 64 characters, a number of a vector two); what comes beyond it is not found. */
  searchTextMib: z.int().min(1).max(1_024).default(64),
  /** Longest time of one inference, ms; then its thread is ended. */
  reasoningTimeoutMs: z.int().min(100).max(3_600_000).default(120_000),
  /**
   * Memory of each copy of the graph, MiB: the graph itself, and what queries need. A query that needs more is ended; beyond one quad
   * for each 400 bytes nothing more is taken.
   */
  workerMemoryMib: z.int().min(256).max(4_096).default(2_048),
  /** Whether to store the engine's memory as it is beside the portable files, so that a start takes a second instead of seven. */
  fastStart: z.boolean().default(true),
  /** What is forgotten, and after how many days: things of a class, by the newest of their PROV times. */
  retention: z.array(retentionRule).max(100).default([]),
  /** Time between two rounds of retention. */
  retentionEveryMs: z.int().min(1_000).max(86_400_000).default(3_600_000),
  /** JavaScript heap of the query worker, MiB; the graph itself lies outside it. */
  workerHeapMib: z.int().min(64).max(8_192).default(768),
});

export type SynapseConfig = z.infer<typeof synapseSchema>;
