/** The thread that holds the graph: the only place where the engine is loaded. One job at a time, in order. */
// First, since it hooks into the loading of the engine.
import './engine-instance.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '@panal/kernel/pure';
import { namespaces } from '@panal/shared-types';
import oxigraph from 'oxigraph';
import type { GraphAnswers, GraphJob, GraphReply } from '../../ports.ts';
import { isBroken, refusalOf } from './engine-message.ts';
import { graphWriteDelta, readGraph } from './graph-io.ts';
import { type SnapshotOptions, oldestStoredPosition, readGraphSnapshot, snapshotSteps } from './graph-snapshot.ts';
import { neighboursOf } from './neighbours.ts';
import { allTriples, runQuery, selectRows } from './query.ts';
import { GraphRefused } from './refused.ts';
import { yieldToWriters } from './yield-to-writers.ts';
import { slotValues } from './slot-values.ts';
import { updateDelta } from './update-delta.ts';

const { snapshot } = workerData as { snapshot: SnapshotOptions };
const port = parentPort;
if (!port) throw new Error('the graph thread has no parent');
const { set, problem } = readGraphSnapshot(snapshot);
yieldToWriters();

function countsOf(namespace: string | undefined): GraphAnswers['counts'] {
  const stores = [...set.stores].filter(([name]) => namespace === undefined || name === namespace);
  const query = `SELECT (COUNT(DISTINCT ?n) AS ?c) WHERE { { ?n ?p ?o } UNION { ?s ?p ?n FILTER(!isLiteral(?n)) } }`;
  const nodes = stores.reduce((sum, [, store]) => sum + Number(selectRows(store, query)[0]?.['c']?.value ?? 0), 0);
  return { nodes, namespaces: stores.map(([name, store]) => ({ namespace: name, quads: store.size })) };
}

const hasNode = (namespace: string, iri: string): boolean =>
  set.storeOf(namespace).query(`ASK { { <${iri}> ?p ?o } UNION { ?s ?p <${iri}> } }`, { use_default_graph_as_union: true }) ===
  true;

let storing: Generator<undefined, void> | undefined;

/** Goes on storing the graph; undefined while there is more to do. */
function store(): number | undefined {
  storing ??= snapshotSteps(snapshot, set);
  let isDone: boolean | undefined = true;
  try {
    isDone = storing.next().done;
  } finally {
    if (isDone) storing = undefined;
  }
  return isDone ? (oldestStoredPosition(snapshot.dir) ?? set.position) : undefined;
}

function perform(job: GraphJob): unknown {
  switch (job.kind) {
    case 'apply':
      if (storing) throw new Error('the graph was to be changed while it was being stored');
      set.apply(job);
      return set.sizeAbout;
    case 'query':
      return runQuery(set.storeOf(job.namespace), job);
    case 'triples':
      return allTriples(set.storeOf(job.namespace), job);
    case 'slot-values':
      return slotValues(set.storeOf(job.namespace), job.slots);
    case 'has-node':
      return hasNode(job.namespace, job.iri);
    case 'neighbours':
      return neighboursOf(set.storeOf(job.namespace), job.request);
    case 'counts':
      return countsOf(job.namespace);
    case 'parse':
      return oxigraph
        .parse(job.text, { format: job.format, base_iri: `${namespaces.swarm}file` })
        .map((quad) => `${quad.toString()} .\n`)
        .join('');
    case 'update':
      return updateDelta(set.storeOf(job.namespace), job);
    case 'graph-write':
      return graphWriteDelta(set.storeOf(job.namespace), job);
    case 'graph-read':
      return readGraph(set.storeOf(job.namespace), job);
    case 'has-quads':
      return set.has(job.namespace, job.lines);
    case 'snapshot':
      return store();
    default:
      return unreachable(job);
  }
}

const OWN: ReadonlySet<GraphJob['kind']> = new Set(['apply', 'counts']);

/** What the engine says about what a caller wrote (as a plain Error or SyntaxError) is a refusal; anything else ends the thread. */
function replyTo(job: GraphJob): GraphReply {
  try {
    return { kind: 'answer', value: perform(job) };
  } catch (error) {
    if (error instanceof GraphRefused) return { kind: 'refused', code: error.code, message: error.message };
    // A snapshot that can't be stored (full disk) costs only time at the next start.
    if (OWN.has(job.kind) || isBroken(error)) throw error;
    const { code, message } = refusalOf(error as Error);
    return { kind: 'refused', code, message };
  }
}

port.on('message', (job: GraphJob) => port.postMessage(replyTo(job)));
port.postMessage({ kind: 'opened', position: set.position, problem } satisfies GraphReply);
