/** The thread that checks batches against the SHACL shapes; the library is loaded only here. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { DataFactory, Parser, Store } from 'n3';
import ShapeValidator from 'rdf-validate-shacl';
import type { ShapeVerdict } from '../../ports.ts';

/** Violations that a verdict lists; the rest are counted. */
const VIOLATIONS_MAX = 20;
const TEXT_MAX = 300;

const { shapesFile, ontologyFile } = workerData as { shapesFile: string; ontologyFile: string };
const port = parentPort;
if (!port) throw new Error('the shape thread has no parent');
const turtleIn = (file: string): Store => new Store(new Parser().parse(readFileSync(file, 'utf8')));
const validator = new ShapeValidator(turtleIn(shapesFile), {});
const oneValued = turtleIn(ontologyFile)
  .getSubjects('http://www.w3.org/1999/02/22-rdf-syntax-ns#type', 'http://www.w3.org/2002/07/owl#FunctionalProperty', null)
  .map(({ value }) => `<${value}>`);

/** Named graphs hold facts like any other, so shapes look at the union. */
function unionOf(quads: string): Store {
  const store = new Store();
  for (const { subject, predicate, object } of new Parser({ format: 'N-Quads' }).parse(quads)) {
    store.addQuad(DataFactory.quad(subject, predicate, object));
  }
  return store;
}

async function verdictOn(quads: string): Promise<ShapeVerdict> {
  const report = await validator.validate(unionOf(quads));
  if (report.conforms) return { kind: 'conforms' };
  const violations = report.results.slice(0, VIOLATIONS_MAX).map((result) => ({
    focus: (result.focusNode?.value ?? '').slice(0, TEXT_MAX),
    path: ((result.path as { value?: string } | null)?.value ?? '').slice(0, TEXT_MAX),
    problem: result.message
      .map(({ value }) => value)
      .join('; ')
      .slice(0, TEXT_MAX),
  }));
  return { kind: 'violates', count: report.results.length, violations };
}

port.postMessage({ kind: 'opened', oneValued });
port.on('message', (quads: string) => void verdictOn(quads).then((verdict) => port.postMessage(verdict)));
