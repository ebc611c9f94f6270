import { describe, expect, it } from 'vitest';
import { NamespaceIndex, type TextRoom } from './namespace-index.ts';

const label = '<http://www.w3.org/2000/01/rdf-schema#label>';
const type = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
const text = (node: string, value: string): string => `<urn:${node}> ${label} "${value}" .`;
const ofClass = (node: string): string => `<urn:${node}> ${type} <urn:C> .`;
const numbers = Buffer.from(new Float32Array([1, 2, 3, 4]).buffer).toString('base64');
const vectorType = 'http://swarm.os/ontology/float32Vector';
const vector = (node: string): string => `<urn:${node}> <http://swarm.os/ontology/embedding> "${numbers}"^^<${vectorType}> .`;
const question = { query: 'word', types: [], limit: 10, prefixLength: 0 };

describe('the room of the search index', () => {
  it.each([
    ['texts', text, 8],
    ['classes', ofClass, 64],
    ['vectors', vector, 8],
  ])('%s take of it, are refused where it ends, and give it back', (_name, quadOf, units) => {
    const room: TextRoom = { freeUnits: units * 2, refused: 0 };
    const index = new NamespaceIndex(room);
    for (const node of ['a', 'b', 'c']) index.insert(quadOf(node, 'word one'));
    expect(room).toEqual({ freeUnits: 0, refused: 1 });
    index.insert(quadOf('a', 'word one'));
    expect(room.freeUnits).toBe(0);
    index.remove(quadOf('a', 'word one'));
    index.remove(quadOf('a', 'word one'));
    index.remove(quadOf('c', 'word one'));
    expect(room.freeUnits).toBe(units);
    index.insert(quadOf('c', 'word one'));
    index.clear();
    expect(room).toEqual({ freeUnits: units * 2, refused: 1 });
    expect(index.findText(question)).toEqual([]);
  });

  it('what was refused is not found, the rest is', () => {
    const index = new NamespaceIndex({ freeUnits: 16, refused: 0 });
    for (const node of ['a', 'b', 'c']) index.insert(text(node, 'word one'));
    expect(index.findText(question).map(({ iri }) => iri)).toEqual(['urn:a', 'urn:b']);
  });
});
