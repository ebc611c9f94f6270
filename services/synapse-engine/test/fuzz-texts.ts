/** Texts to begin with, and what a hostile or careless writer makes of them. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type FuzzKind = 'query' | 'update' | 'turtle' | 'nquads' | 'trig' | 'jsonld' | 'rdfxml' | 'ntriples' | 'term';

const FILE_BYTES_MAX = 20_000;

/** The W3C's tests where they are at hand. */
const suiteDir = fileURLToPath(new URL('../../../../shared/data/rdf-tests/sparql/sparql11', import.meta.url));
const kindOfFile: Readonly<Record<string, FuzzKind>> = {
  '.rq': 'query',
  '.ru': 'update',
  '.ttl': 'turtle',
  '.nq': 'nquads',
  '.nt': 'ntriples',
  '.trig': 'trig',
  '.rdf': 'rdfxml',
  '.jsonld': 'jsonld',
};

const own: Readonly<Record<FuzzKind, readonly string[]>> = {
  query: [
    'PREFIX x: <urn:x:> SELECT ?s (COUNT(*) AS ?c) { ?s x:p/x:q* ?o OPTIONAL { ?o !x:r ?v } FILTER(REGEX(STR(?v), "a.*b", "i")) } GROUP BY ?s HAVING(?c > 1) ORDER BY DESC(?c) LIMIT 5',
    'CONSTRUCT { ?s <urn:p> [ <urn:q> ?o ] } WHERE { GRAPH ?g { ?s ?p ?o } MINUS { ?s <urn:x> 1.0e3 } }',
    "ASK { VALUES (?a ?b) { (1 UNDEF) (\"x\"@en <urn:y>) } BIND(IF(?a = 1, \"é\", '''long\ntext''') AS ?z) }",
    'DESCRIBE ?x WHERE { { SELECT DISTINCT ?x { ?x a ?t } } UNION { ?x ^<urn:p>{1} ?y } }',
  ],
  update: [
    'PREFIX x: <urn:x:> INSERT DATA { x:a x:b "c"@en , 1 , true ; x:d [ x:e ( 1 2 ) ] . GRAPH <urn:g> { x:a x:b x:c } }',
    'WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?s ?p "new" } USING <urn:h> WHERE { ?s ?p ?o FILTER EXISTS { ?s <urn:q> _:b } }',
    'CLEAR SILENT GRAPH <urn:g> ; COPY <urn:a> TO DEFAULT ; DELETE WHERE { ?s <urn:gone> ?o } ; CREATE GRAPH <urn:new>',
  ],
  turtle: [
    '@prefix x: <urn:x:> .\nx:a x:b "c"@en-GB , """long\n"text""" , 1.5e-3 ; x:d [ x:e ( 1 true "3"^^x:t ) ] .\n<urn:\\u00e9> a x:T .',
  ],
  nquads: ['<urn:a> <urn:b> "c\\n\\u00e9"^^<urn:t> <urn:g> .\n_:b <urn:p> _:c .\n'],
  trig: ['PREFIX x: <urn:x:> x:g { x:a x:b x:c } GRAPH _:b { x:a x:b [] } x:d x:e "f" .'],
  jsonld: [
    '{"@context":{"p":"urn:p","q":{"@id":"urn:q","@type":"@id"}},"@id":"urn:a","p":["x",1,{"@value":"é","@language":"en"}],"q":"_:b"}',
  ],
  rdfxml: [
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:"><rdf:Description rdf:about="urn:a"><x:p xml:lang="en">v</x:p></rdf:Description></rdf:RDF>',
  ],
  ntriples: ['<urn:a> <urn:b> "c"@en .\n_:x <urn:b> "\\"\\\\" . # said\n'],
  term: [
    '<urn:a>',
    '"x"@en',
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '_:b',
    '"\\u00e9\\n\\""',
    'bare text',
    '"quoted"',
    '"a"@en--ltr',
  ],
};

function filesBelow(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Texts of each kind. */
export function fuzzSeeds(): Record<FuzzKind, string[]> {
  const seeds = Object.fromEntries(Object.entries(own).map(([kind, texts]) => [kind, [...texts]])) as Record<FuzzKind, string[]>;
  if (!existsSync(suiteDir)) return seeds;
  for (const path of filesBelow(suiteDir)) {
    const kind = kindOfFile[extname(path)];
    if (kind && statSync(path).size <= FILE_BYTES_MAX) seeds[kind].push(readFileSync(path, 'utf8'));
  }
  return seeds;
}

const SCRAPS = [
  '<', '>', '"', "'", '"""', '{', '}', '(', ')', '[', ']', '.', ';', ',', '#', '\\', '\\u', '\\uD800', '\\U00110000', '%zz', '@', '^^', '@en-', '_:', ':',
  '\u0000', '\uFFFE', '\u{10FFFF}', '\u202e', '\r', '\t', '1e999', '-', '?', '*', '<urn:a b>', '<relative>', '<>', '<<', '>>', '|', '!', '/', 'SERVICE <urn:x> {}',
  'LOAD <file:///etc/passwd>', 'BASE <urn:b>', 'FROM <urn:g>', 'UNDEF', 'a', 'true', '&amp;', '&x;', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '{"@context":"http://127.0.0.1:1/"}',
] as const; // prettier-ignore
const DEPTHS = [10, 100, 2_000];

const at = (text: string, random: () => number): number => Math.floor(random() * (text.length + 1));
const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T;

/** Changes a text in one to three places. */
export function mutated(text: string, others: readonly string[], random: () => number): string {
  let now = text;
  for (let left = 1 + Math.floor(random() * 3); left > 0; left -= 1) now = mutatedOnce(now, others, random);
  return now;
}

function mutatedOnce(text: string, others: readonly string[], random: () => number): string {
  const place = at(text, random);
  const end = Math.min(text.length, place + Math.floor(random() * 20));
  switch (Math.floor(random() * 8)) {
    case 0:
      return text.slice(0, place) + text.slice(end);
    case 1:
      return text.slice(0, place) + pick(SCRAPS, random) + text.slice(place);
    case 2:
      return text.slice(0, place) + String.fromCodePoint(Math.floor(random() * 0xd7ff)) + text.slice(place + 1);
    case 3:
      return text.slice(0, place);
    case 4:
      return text.slice(0, end) + text.slice(place);
    case 5: {
      const other = pick(others, random);
      return text.slice(0, place) + other.slice(at(other, random));
    }
    case 6:
      return (
        text.slice(0, place) +
        pick(['(', '[', '{', '!', '<<', '[]', '{"a":', '('], random).repeat(pick(DEPTHS, random)) +
        text.slice(place)
      );
    default:
      return text.slice(0, place) + text.slice(place, end).repeat(1 + Math.floor(random() * 50)) + text.slice(end);
  }
}
