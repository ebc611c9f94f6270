import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { storableLines } from './quad-lines.ts';

test('lines of the engine get the names of agents that the data has, outside of strings', () => {
  const line = '<http://swarm.os/ontology/agent/A> <urn:p> "<http://swarm.os/ontology/agent/B>" .\n';
  expect(storableLines(line)).toEqual({ ok: true, value: line.replace('/ontology/agent/A', '/agent/A') });
});

test('a term that is too long is refused, at its bound', () => {
  const literal = (length: number) => storableLines(`<urn:s> <urn:p> "${'x'.repeat(length - 2)}" .\n`).ok;
  expect([literal(limits.literalMax), literal(limits.literalMax + 1)]).toEqual([true, false]);
  const iri = (length: number) => storableLines(`<urn:s> <urn:p> <urn:${'x'.repeat(length - 4)}> .\n`).ok;
  expect([iri(limits.iriMax), iri(limits.iriMax + 1)]).toEqual([true, false]);
});
