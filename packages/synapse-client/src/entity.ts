import { namespaces } from '@panal/shared-types';
import { type Term, iri } from './terms.ts';

/** Where the things themselves live; `namespaces.swarm` holds the words about them. Source: docs/decisions/ontology.md. */
const ENTITY_BASE = 'http://swarm.os/';

/** `rdf:type`. */
export const rdfType: Term = iri(`${namespaces.rdf}type`);

/** The name of one thing, e.g. `entity('task', id)` is `<http://swarm.os/task/ID>`; any text is a safe id. */
export function entity(kind: string, id: string): Term {
  if (!/^[a-z][a-z-]*$/.test(kind)) throw new TypeError(`"${kind}" is no kind of thing: use lower-case words joined by "-".`);
  return iri(`${ENTITY_BASE}${kind}/${encodeURIComponent(id.toWellFormed())}`);
}

/** A word of one of our vocabularies, e.g. `vocabulary('swarm', 'GoldenRule')`. */
export const vocabulary = (prefix: keyof typeof namespaces, name: string): Term => iri(namespaces[prefix] + name);
