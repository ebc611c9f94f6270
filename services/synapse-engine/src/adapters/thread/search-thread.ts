/** The thread that holds the search index; one job at a time, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '@panal/kernel/pure';
import type { SearchJob, SearchReply } from '../../ports.ts';
import { NamespaceIndex, type TextRoom } from './namespace-index.ts';

const { textUnitsMax } = workerData as { textUnitsMax: number };
const port = parentPort;
if (!port) throw new Error('the search thread has no parent');
const room: TextRoom = { freeUnits: textUnitsMax, refused: 0 };
const indexes = new Map<string, NamespaceIndex>();

/** Rows `s`, `p`, `o`, `g` of SPARQL's tab-separated results, whose terms are those of N-Quads. */
function load(namespace: string, rows: string): void {
  indexes.get(namespace)?.clear();
  const index = new NamespaceIndex(room);
  indexes.set(namespace, index);
  for (let start = rows.indexOf('\n') + 1; start > 0 && start < rows.length;) {
    const end = rows.indexOf('\n', start);
    const [subject, predicate, object, graph] = rows.slice(start, end < 0 ? undefined : end).split('\t');
    index.insert(`${subject} ${predicate} ${object}${graph ? ` ${graph}` : ''} .`);
    start = end < 0 ? 0 : end + 1;
  }
}

function perform(job: SearchJob): SearchReply {
  const index = indexes.get(job.namespace);
  switch (job.kind) {
    case 'load':
      load(job.namespace, job.rows);
      return { hits: [], refusedFacts: room.refused };
    case 'clear':
      index?.clear();
      return { hits: [], refusedFacts: room.refused };
    case 'change':
      for (const { remove, quad } of job.changes) {
        if (remove) index?.remove(quad);
        else index?.insert(quad);
      }
      return { hits: [], refusedFacts: room.refused };
    case 'text':
      return { hits: index?.findText(job) ?? [], refusedFacts: room.refused };
    case 'vector':
      return { hits: index?.findVector(job) ?? [], refusedFacts: room.refused };
    case 'contents':
      return {
        hits: job.iris.map((iri) => ({ iri, score: 0, content: index?.contentOf(iri) ?? '' })),
        refusedFacts: room.refused,
      };
    default:
      return unreachable(job);
  }
}

port.on('message', (job: SearchJob) => port.postMessage(perform(job)));
