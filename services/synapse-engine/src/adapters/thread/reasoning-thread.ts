/** The thread that infers: it reads a namespace as text, and answers with what follows from it. It does one job and ends. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Literal, type Quad, type Term, Parser, Reasoner, Store } from 'n3';
import type { ReasoningJob, ReasoningReply } from '../../ports.ts';
import { reasoningRules } from './reasoning-rules.ts';
import { termText } from './result-terms.ts';

const { triples, strategy, ontologyFile, inferredMax } = workerData as ReasoningJob & { ontologyFile: string };
const port = parentPort;
if (!port) throw new Error('the reasoning thread has no parent');

const STRING = 'http://www.w3.org/2001/XMLSchema#string';

const literalText = ({ value, language, datatype }: Literal): string => {
  const type = language !== '' ? { 'xml:lang': language } : datatype.value === STRING ? {} : { datatype: datatype.value };
  return termText({ type: 'literal', value, ...type });
};

/** A term as the engine writes it, so that what was inferred before is known again. */
function written(term: Term): string {
  if (term.termType === 'Literal') return literalText(term);
  return termText({ type: term.termType === 'BlankNode' ? 'bnode' : 'uri', value: term.value });
}

function infer(): ReasoningReply {
  const known = new Parser({ format: 'N-Triples' }).parse(triples);
  const axioms = new Parser().parse(readFileSync(ontologyFile, 'utf8'));
  const store = new Store([...known, ...axioms]);
  const before = new Store([...store]);
  new Reasoner(store).reason(new Store(new Parser({ format: 'text/n3' }).parse(reasoningRules[strategy])));
  const isNew = (quad: Quad): boolean =>
    quad.subject.termType === 'NamedNode' && quad.predicate.termType === 'NamedNode' && !before.has(quad);
  const inferred = store.getQuads(null, null, null, null).filter(isNew);
  if (inferred.length > inferredMax) return { kind: 'too-many', count: inferred.length };
  const lines = inferred.map(
    ({ subject, predicate, object }) => `${written(subject)} ${written(predicate)} ${written(object)} .`,
  );
  return { kind: 'inferred', lines };
}

port.postMessage(infer());
