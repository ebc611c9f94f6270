/**
 * Agents were written as `http://swarm.os/ontology/agent/X` by some and `http://swarm.os/agent/X` by others, so that their facts
 * never joined. The second is the name; the first is rewritten on the way in, in data and in queries.
 */
const ALIAS = 'http://swarm.os/ontology/agent/';
const CANONICAL = 'http://swarm.os/agent/';

/** The one name of what an IRI (without angle brackets) names. */
export const canonicalIri = (iri: string): string => (iri.startsWith(ALIAS) ? CANONICAL + iri.slice(ALIAS.length) : iri);

/** A query whose IRIs (and prefixes) are the names that the data has. */
export const canonicalQuery = (query: string): string => query.replaceAll(`<${ALIAS}`, `<${CANONICAL}`);
