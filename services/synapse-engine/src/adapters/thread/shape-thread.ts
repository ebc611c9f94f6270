/** The thread that checks batches against the SHACL shapes; the library is loaded only here. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { DataFactory, Parser, Store } from 'n3';
import ShapeValidator from 'rdf-validate-shacl';
import type { ShapeVerdict } from '../../ports.ts';

/** Violations that a verdict lists; the rest are counted. */
const VIOLATIONS_MAX = 20;
const TEXT_MAX = 300;

const { shapesFile } = workerData as { shapesFile: string };
const port = parentPort;
if (!port) throw new Error('the shape thread has no parent');
const validator = new ShapeValidator(new Store(new Parser().parse(readFileSync(shapesFile, 'utf8'))), {});

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

port.on('message', (quads: string) => void verdictOn(quads).then((verdict) => port.postMessage(verdict)));
