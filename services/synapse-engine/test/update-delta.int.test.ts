import oxigraph from 'oxigraph';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkUpdate } from '../src/core/update-form.ts';
import { GraphRefused } from '../src/adapters/thread/refused.ts';
import { updateDelta } from '../src/adapters/thread/update-delta.ts';

const { Store } = oxigraph;
type Graph = InstanceType<typeof Store>;
const PREFIX = 'PREFIX : <urn:x:>\n';
const BASE = 'http://base/';

const storeOf = (data: string): Graph => {
  const store = new Store();
  if (data !== '') store.update(`${PREFIX}INSERT DATA { ${data} }`);
  return store;
};
const linesOf = (store: Graph): string[] => store.match().map(String).toSorted();
interface Options {
  readonly usingGraphs?: string[];
  readonly usingNamedGraphs?: string[];
  readonly prefix?: string;
  readonly quadsMax?: number;
}

function deltaOf(
  store: Graph,
  text: string,
  { usingGraphs = [], usingNamedGraphs = [], prefix = PREFIX, quadsMax = 1_000 }: Options = {},
) {
  const update = checkUpdate({ text: prefix + text, usingGraphs, usingNamedGraphs });
  if (!update.ok) throw new GraphRefused('invalid-argument', update.refusal);
  return updateDelta(store, { kind: 'update', namespace: 'n', update: update.value, base: BASE, quadsMax });
}

/** The lines after the delta; blank nodes by one name each, in the order of the lines. */
function after(store: Graph, delta: { removed: string; added: string }): string[] {
  const lines = new Set(linesOf(store).map((line) => `${line} .`));
  for (const line of delta.removed.split('\n').filter(Boolean)) expect(lines.delete(line), line).toBe(true);
  for (const line of delta.added.split('\n').filter(Boolean)) {
    expect(lines.has(line), line).toBe(false);
    lines.add(line);
  }
  return [...lines].map((line) => line.slice(0, -2));
}
const nameless = (lines: readonly string[]): string[] => lines.map((line) => line.replaceAll(/_:\S+/g, '_:')).toSorted();

const DATA = ':a :p 1, 2 . :b :p :a ; :q "x"@en . _:n :p :b . GRAPH :g { :a :p 3 . :c :r _:n } GRAPH :h { :h :p :g }';
const UPDATES = [
  'INSERT DATA { :a :p 1 . :new :p [ :q (1 2) ] . GRAPH :g { :s :t "a\\nb\\\\u0041" } }',
  'DELETE DATA { :a :p 1, 9 . GRAPH :g { :a :p 3 } }',
  'DELETE WHERE { ?s :p ?o }',
  'DELETE WHERE { GRAPH ?g { ?s ?p ?o } }',
  'DELETE { ?s :p ?o } INSERT { ?s :was ?o . _:x :of ?s } WHERE { ?s :p ?o FILTER(isLiteral(?o)) }',
  'INSERT { GRAPH :g { _:b :p :o } GRAPH :k { _:b :p :o } } WHERE { ?s :q ?o }',
  'INSERT { ?o :back ?s } WHERE { ?s :p ?o }',
  'INSERT { :a ?s :b . ?s :x ?nowhere . ?nowhere :x :y } WHERE { ?s :p ?o }',
  'INSERT { GRAPH ?o { ?s a :Thing } } WHERE { ?s :p ?o }',
  'WITH :g DELETE { ?s :p ?o } INSERT { ?s :p ?next } WHERE { ?s :p ?o BIND(?o + 1 AS ?next) }',
  'WITH :g INSERT { ?s :seen true } WHERE { GRAPH :h { ?s :p ?o } }',
  'INSERT { ?s :seen ?o } USING :g USING NAMED :h WHERE { { ?s :p ?o } UNION { GRAPH ?g { ?s :p ?o } } }',
  'INSERT { <rel> :p ?c } WHERE { SELECT (COUNT(*) AS ?c) { ?s ?p ?o } }',
  'INSERT { :now :is ?x } WHERE { OPTIONAL { :nobody :p ?x } }',
  'CLEAR GRAPH :g',
  'DROP DEFAULT',
  'CLEAR NAMED',
  'DROP ALL',
  'CREATE GRAPH :fresh',
  'COPY :g TO :h',
  'MOVE DEFAULT TO GRAPH :g',
  'ADD :g TO DEFAULT',
  'COPY :g TO :g',
  'LOAD SILENT <http://127.0.0.1:1/x>',
  'INSERT DATA { :i :p 1 } ; DELETE { ?s :p ?o } INSERT { ?s :p 2 } WHERE { ?s :p ?o . FILTER(?s = :i) } ; # ;\nPREFIX y: <urn:y;#> COPY DEFAULT TO y:k ;',
  'BASE <http://other/> INSERT DATA { <s> :p ":; } {" , \'WHERE\' } ; BASE <sub/> INSERT { <t> :p ?o } WHERE { <../s> :p ?o }',
];

test.each(UPDATES)('what the engine would do is found without doing it: %s', (update) => {
  const store = storeOf(DATA);
  const before = linesOf(store);
  const done = new Store();
  for (const quad of store.match()) done.add(quad);
  // The engine reads a prologue only at the beginning, so there each operation that has one stands alone.
  let prologue = PREFIX;
  for (const part of update.split(/;(?= (?:# ;\n)?(?:PREFIX|BASE) )/)) {
    done.update(prologue + part.replace(/;\s*$/, ''), { base_iri: BASE });
    prologue += /^(?:\s|# ;\n)*((?:PREFIX|BASE) .*?>)/.exec(part)?.[1] ?? '';
  }
  const delta = deltaOf(store, update);
  expect(linesOf(store)).toEqual(before);
  expect(nameless(after(store, delta))).toEqual(nameless(linesOf(done)));
});

test('the same for updates put together at random', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...UPDATES), { minLength: 1, maxLength: 4 }), (updates) => {
      const update = updates.join(' ;\n');
      const store = storeOf(DATA);
      const done = new Store();
      for (const quad of store.match()) done.add(quad);
      let refusal = '';
      try {
        for (const part of updates) done.update(PREFIX + part, { base_iri: BASE });
      } catch (error) {
        refusal = (error as Error).message;
      }
      const before = linesOf(store);
      try {
        const delta = deltaOf(store, update);
        if (refusal === '' && !update.includes('BASE')) expect(nameless(after(store, delta))).toEqual(nameless(linesOf(done)));
      } catch (error) {
        if (!(error instanceof GraphRefused) && !String(error).startsWith('Error: error at')) throw error;
      }
      expect(linesOf(store)).toEqual(before);
    }),
    { numRuns: 150 },
  );
});

test('graphs of the protocol replace the default ones, and exclude USING and WITH', () => {
  const store = storeOf(DATA);
  const added = deltaOf(store, 'INSERT { ?s :seen ?o } WHERE { ?s :p ?o }', { usingGraphs: ['urn:x:g'] }).added;
  expect(added).toBe('<urn:x:a> <urn:x:seen> "3"^^<http://www.w3.org/2001/XMLSchema#integer> .\n');
  expect(deltaOf(store, 'INSERT { ?s :seen ?o } WHERE { ?s :p ?o }', { usingNamedGraphs: ['urn:x:g'] }).added).toBe('');
  expect(() => deltaOf(store, 'WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }', { usingGraphs: ['urn:x:g'] })).toThrow(
    /USING or WITH/,
  );
});

test('LOAD, a missing graph and bad syntax are refused, and nothing has changed by then', () => {
  const store = storeOf(DATA);
  const before = linesOf(store);
  expect(() => deltaOf(store, 'DROP ALL ; LOAD <http://127.0.0.1:1/x>')).toThrow(/fetches nothing/);
  expect(() => deltaOf(store, 'DROP ALL ; COPY :none TO :g')).toThrow(/does not exist/);
  expect(() => deltaOf(store, 'INSERT DATA {')).toThrow(/error at 2:14/);
  expect(() => deltaOf(store, 'DROP ALL ; INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }')).toThrow(
    /service/,
  );
  expect(linesOf(store)).toEqual(before);
});

test('an update that changes more than its bound is refused, whether by its quads or by its solutions', () => {
  const store = storeOf(DATA);
  const before = linesOf(store);
  expect(() => deltaOf(store, 'DELETE WHERE { ?s :p ?o }', { quadsMax: 3 })).toThrow(/more than 3 quads/);
  expect(() => deltaOf(store, 'INSERT { :a :p ?o } WHERE { ?s ?p ?o }', { quadsMax: 3 })).toThrow(/more than 3 quads/);
  expect(() => deltaOf(store, 'DROP ALL', { quadsMax: 3 })).toThrow(/more than 3 quads/);
  expect(deltaOf(store, 'DELETE { :a :p ?o } WHERE { :a :p ?o }', { quadsMax: 3 }).removed.split('\n').length).toBe(3);
  expect(linesOf(store)).toEqual(before);
});

test('an update is not carried out to be checked, and its errors are where they are', () => {
  // Carried out, it would take minutes.
  const values = 'abcdefgh'
    .split('')
    .map((name) => `VALUES ?${name} { ${':a :b :c :d :e :f :g :h :i :j '.repeat(10)} }`)
    .join(' ');
  expect(() => deltaOf(new Store(), `INSERT { ?a :p [] } WHERE { ${values} }`, { quadsMax: 10 })).toThrow(/more than 10 quads/);
  expect(() => deltaOf(new Store(), 'INSERT DATA {', { prefix: '' })).toThrow(/error at 1:14/);
  expect(() => deltaOf(new Store(), 'PREFIX : <urn:x> CLEAR ALL ; CLEAR', { prefix: '' })).toThrow(/error at 1:35/);
});
