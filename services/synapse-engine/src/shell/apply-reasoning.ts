/**
 * Inference over a namespace, kept in a graph of its own, so that what was said and what follows from it stay apart:
 *
 *   read all but the inferred graph → infer in a thread → what is new is added, what follows no longer is removed, in batches
 */
import { ServiceError } from '@panal/kernel/runtime';
import { changeSetOf } from '../core/change-set.ts';
import { limits } from '../core/limits.ts';
import { parseQuad } from '../core/nquads.ts';
import { checkQuery } from '../core/query-form.ts';
import type { ReasoningReply } from '../ports.ts';
import { type Synapse, record } from './synapse.ts';

/** Where inferred facts are. */
export const inferredGraph = '<http://swarm.os/graph/inferred>';

const READ_BYTES_MAX = 128 * 1024 * 1024;
const INFERRED_MAX = 1_000_000;

// As graphs: rows would write numbers and booleans in SPARQL's short form, which is no N-Triples.
const STATED = `CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } FILTER(?g != ${inferredGraph}) } FILTER(isIRI(?s)) }`;
const INFERRED = `CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ${inferredGraph} { ?s ?p ?o } }`;

export interface ReasoningRequest {
  readonly namespace: string;
  /** `none` removes what was inferred. */
  readonly strategy: 'none' | 'rdfs' | 'owl-rl';
  /** Otherwise only counted. */
  readonly materialise: boolean;
}

export interface ReasoningOutcome {
  /** Facts that follow and nobody said. */
  readonly inferred: number;
  readonly added: number;
  readonly removed: number;
}

/** Infers and, if asked to, writes. One at a time in a namespace; throws refusals that name the bound. */
export function applyReasoning(synapse: Synapse, request: ReasoningRequest, signal: AbortSignal): Promise<ReasoningOutcome> {
  const { namespace, strategy, materialise } = request;
  return synapse.gates.alone(namespace, async () => {
    await synapse.store.settled();
    const wanted = new Set<string>();
    if (strategy !== 'none') {
      const triples = await readAll(synapse, { namespace, query: STATED }, signal);
      const reply = await synapse.reason({ triples, strategy, inferredMax: INFERRED_MAX }, signal);
      for (const line of linesOf(reply)) wanted.add(inGraph(line));
    }
    if (!materialise) return { inferred: wanted.size, added: 0, removed: 0 };
    const present = new Set(
      (await readAll(synapse, { namespace, query: INFERRED }, signal)).split('\n').filter(Boolean).map(inGraph),
    );
    const removed = [...present].filter((line) => !wanted.has(line));
    const added = [...wanted].filter((line) => !present.has(line));
    await write(synapse, namespace, [
      ...removed.map((line) => ({ remove: true, line })),
      ...added.map((line) => ({ remove: false, line })),
    ]);
    return { inferred: wanted.size, added: added.length, removed: removed.length };
  });
}

async function readAll(
  synapse: Synapse,
  { namespace, query: text }: { readonly namespace: string; readonly query: string },
  signal: AbortSignal,
): Promise<string> {
  const query = checkQuery(text);
  if (!query.ok) throw new Error(query.refusal);
  const format = 'application/n-triples';
  const job = { kind: 'query', namespace, query: query.value, format, union: false, bytesMax: READ_BYTES_MAX } as const;
  return synapse.graph.ask(job, signal);
}

function linesOf(reply: ReasoningReply): readonly string[] {
  if (reply.kind === 'inferred') return reply.lines;
  if (reply.kind === 'too-many') {
    throw new ServiceError(
      'too-complex',
      `${reply.count} facts would follow; at most ${INFERRED_MAX} are kept. Reason over a smaller namespace.`,
    );
  }
  if (reply.kind === 'too-long') {
    throw new ServiceError(
      'deadline',
      `Inference took longer than ${reply.timeoutMs} ms (setting synapse.reasoningTimeoutMs) and was ended.`,
    );
  }
  if (reply.kind === 'out-of-memory') {
    throw new ServiceError(
      'too-complex',
      'Inference needed more memory than it may have and was ended. Reason over a smaller namespace.',
    );
  }
  throw new Error(`inference failed: ${reply.reason}`);
}

const canonical = (text: string): string => {
  const line = parseQuad(text, 'inferred');
  if (!line.ok) throw new Error(`an inferred fact can not be written: ${line.refusal.problem}`);
  return line.value;
};
const inGraph = (line: string): string => canonical(`${line.trimEnd().replace(/\.$/, '')}${inferredGraph} .`);

/** In batches that fit one record each; a crash in between leaves a part, which the next run completes. */
async function write(synapse: Synapse, namespace: string, changes: readonly { remove: boolean; line: string }[]): Promise<void> {
  for (let start = 0; start < changes.length; start += limits.changesMax) {
    const set = changeSetOf(changes.slice(start, start + limits.changesMax));
    if (!set.ok) throw new ServiceError('too-large', `${set.refusal}.`);
    const command = { type: 'apply-batch', namespace, changes: set.value, idempotencyKey: '', digest: '' } as const;
    const { isNew } = await record(synapse, command, { insideGate: true });
    if (isNew) synapse.metrics.acknowledged.inc({ source: 'reasoning' }, set.value.count);
  }
}
