import { type Result, ok, refuse } from '@panal/kernel/pure';
import { namespaces } from '@panal/shared-types';
import { amountLiteral } from './amount-literal.ts';
import { type ChangeSet, changeSetOf } from './change-set.ts';
import { ingestTerm, plainLiteral } from './legacy-term.ts';
import { limits } from './limits.ts';
import { VECTOR_LENGTH_MAX, embeddingWord, vectorTerm } from './search/quad-text.ts';

interface ProvenanceText {
  readonly source: string;
  readonly timestamp: string;
  readonly method: string;
}

export interface IngestTriple {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  readonly provenance?: ProvenanceText | undefined;
  /** A vector of the subject; it replaces the one before it. */
  readonly embedding?: readonly number[] | undefined;
}

/** Triples as they will be stored, and how many different nodes they mention. */
export interface IngestSet {
  readonly changes: ChangeSet;
  readonly nodes: number;
  readonly edges: number;
  /** Nodes that a vector came for. */
  readonly vectors: number;
}

const PROV = namespaces.prov;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** The graph of a provenance and the statements about it, which stand in the default graph as existing clients expect. */
function provenanceLines(graph: string, provenance: ProvenanceText): Result<string[], string> {
  const time = DATE_TIME.test(provenance.timestamp) ? `^^<${namespaces.xsd}dateTime>` : '';
  const statements = [
    ['wasDerivedFrom', provenance.source, ''],
    ['generatedAtTime', provenance.timestamp, time],
    ['wasGeneratedBy', provenance.method, ''],
  ] as const;
  const lines: string[] = [];
  for (const [property, text, suffix] of statements) {
    if (text === '') continue;
    const term = plainLiteral(text);
    if (!term.ok) return refuse(`provenance: ${term.refusal}`);
    lines.push(`${graph} <${PROV}${property}> ${term.value}${suffix} .\n`);
  }
  return ok(lines);
}

/** Names the graph of each different provenance of a request. */
class Provenances {
  readonly #graphs = new Map<string, string>();
  readonly #batchId: string;

  constructor(batchId: string) {
    this.#batchId = batchId;
  }

  /** The graph, and whether it is new; none for triples without provenance, and for source `mcp`, whose triples stay plain. */
  graphOf(provenance: ProvenanceText | undefined): { graph: string; isNew: boolean; named: boolean } | undefined {
    if (!provenance || (provenance.source === '' && provenance.timestamp === '' && provenance.method === '')) return undefined;
    const key = JSON.stringify([provenance.source, provenance.timestamp, provenance.method]);
    const known = this.#graphs.get(key);
    const graph = known ?? `<urn:batch:${this.#batchId}${this.#graphs.size > 0 ? `-${this.#graphs.size}` : ''}>`;
    this.#graphs.set(key, graph);
    return { graph, isNew: known === undefined, named: provenance.source !== 'mcp' };
  }
}

/**
 * Checks triples and turns them into insertions; the refusal names the triple and its term. `batchId` (safe in an IRI) names the
 * graphs of provenance and keeps the blank nodes of this request apart from others.
 */
export function parseTriples(triples: readonly IngestTriple[], batchId: string): Result<IngestSet, string> {
  if (triples.length > limits.triplesMax)
    return refuse(`${triples.length} triples are more than a request may hold (${limits.triplesMax})`);
  const provenances = new Provenances(batchId);
  const lines: string[] = [];
  const nodes = new Set<string>();
  const vectors = new Map<string, string>();
  for (const [index, triple] of triples.entries()) {
    const terms: string[] = [];
    for (const place of ['subject', 'predicate', 'object'] as const) {
      const term = ingestTerm(triple[place], place, batchId);
      if (!term.ok) return refuse(`triples[${index}].${place}: ${term.refusal}`);
      terms.push(term.value);
      if (place !== 'predicate' && term.value.startsWith('<')) nodes.add(term.value);
    }
    const [subject = '', predicate = '', object = ''] = terms;
    const origin = provenances.graphOf(triple.provenance);
    if (origin?.isNew && triple.provenance) {
      const about = provenanceLines(origin.graph, triple.provenance);
      if (!about.ok) return refuse(`triples[${index}].${about.refusal}`);
      lines.push(...about.value);
    }
    lines.push(`${subject} ${predicate} ${amountLiteral(predicate, object)} ${origin?.named ? `${origin.graph} ` : ''}.\n`);
    if (!triple.embedding || triple.embedding.length === 0) continue;
    const vector = vectorTerm(triple.embedding);
    if (!vector) return refuse(`triples[${index}].embedding: at most ${VECTOR_LENGTH_MAX} finite numbers`);
    vectors.set(subject, vector);
  }
  for (const [node, vector] of vectors) lines.push(`${node} ${embeddingWord} ${vector} .\n`);
  const changes = changeSetOf(lines.map((line) => ({ remove: false, line })));
  return changes.ok ? ok({ changes: changes.value, nodes: nodes.size, edges: triples.length, vectors: vectors.size }) : changes;
}
