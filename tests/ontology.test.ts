import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import oxigraph from 'oxigraph';
import { expect, test } from 'vitest';
import { namespaces } from '@panal/shared-types';

const root = fileURLToPath(new URL('..', import.meta.url));
const turtle = readFileSync(`${root}policies/ontology.ttl`, 'utf8');
const quads = oxigraph.parse(turtle, { format: 'text/turtle' });
const declared = new Set(
  quads.filter((quad) => quad.predicate.value === `${namespaces.rdf}type`).map((quad) => quad.subject.value),
);

// `swarm('Task')`, `vocabulary('swarm', 'Task')` and `['swarm', 'Task']`, as projections write them.
const WORD = /(?:swarm\(|['"]swarm['"],\s*)['"](\w+)['"]/g;

test('every word that a service writes is declared in the ontology', () => {
  const undeclared: string[] = [];
  let words = 0;
  for (const file of globSync('services/*/src/**/*projection*.ts', { cwd: root })) {
    for (const [, word = ''] of readFileSync(`${root}${file}`, 'utf8').matchAll(WORD)) {
      words += 1;
      if (!declared.has(namespaces.swarm + word)) undeclared.push(`${file}: swarm:${word}`);
    }
  }
  expect(words).toBeGreaterThan(20);
  expect(undeclared, 'declare these in policies/ontology.ttl').toEqual([]);
});

test('a class or property is declared once, and classes are aligned to a standard', () => {
  const types = quads
    .filter((quad) => quad.predicate.value === `${namespaces.rdf}type` && !quad.object.value.endsWith('#FunctionalProperty'))
    .map((quad) => quad.subject.value);
  expect(types.length).toBe(new Set(types).size);
  const classes = quads
    .filter((quad) => quad.object.value === 'http://www.w3.org/2002/07/owl#Class')
    .map((quad) => quad.subject.value);
  const aligned = new Set(quads.filter((quad) => quad.predicate.value.endsWith('#subClassOf')).map((quad) => quad.subject.value));
  expect(classes.filter((name) => !aligned.has(name))).toEqual([]);
});

test('the shapes name only declared words', () => {
  const shapes = oxigraph.parse(readFileSync(`${root}policies/shapes.ttl`, 'utf8'), { format: 'text/turtle' });
  const words = shapes.map((quad) => quad.object.value).filter((name) => name.startsWith(namespaces.swarm));
  expect(words.length).toBeGreaterThan(20);
  expect(words.filter((name) => !declared.has(name))).toEqual([]);
});
