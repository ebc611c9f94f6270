/** The thread that infers: it reads a namespace as text, and answers with what follows from it. It does one job and ends. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Quad, Parser, Reasoner, Store, Writer } from 'n3';
import type { ReasoningJob, ReasoningReply } from '../../ports.ts';
import { reasoningRules } from './reasoning-rules.ts';

const { rows, strategy, ontologyFile, inferredMax } = workerData as ReasoningJob & { ontologyFile: string };
const port = parentPort;
if (!port) throw new Error('the reasoning thread has no parent');

/** Terms of SPARQL's tab-separated results are those of N-Triples. */
function given(): Store {
  const lines = rows.slice(rows.indexOf('\n') + 1).split('\n');
  const triples = lines.filter((line) => line !== '').map((line) => `${line.split('\t').slice(0, 3).join(' ')} .`);
  return new Store(new Parser({ format: 'N-Triples' }).parse(triples.join('\n')));
}

function infer(): ReasoningReply {
  const known = given();
  const axioms = new Parser().parse(readFileSync(ontologyFile, 'utf8'));
  const store = new Store([...known, ...axioms]);
  const before = new Store([...store]);
  new Reasoner(store).reason(new Store(new Parser({ format: 'text/n3' }).parse(reasoningRules[strategy])));
  const isNew = (quad: Quad): boolean =>
    quad.subject.termType === 'NamedNode' && quad.predicate.termType === 'NamedNode' && !before.has(quad);
  const inferred = store.getQuads(null, null, null, null).filter(isNew);
  if (inferred.length > inferredMax) return { kind: 'too-many', count: inferred.length };
  const writer = new Writer({ format: 'N-Triples' });
  return {
    kind: 'inferred',
    lines: inferred.map(({ subject, predicate, object }) => writer.quadToString(subject, predicate, object)),
  };
}

port.postMessage(infer());
