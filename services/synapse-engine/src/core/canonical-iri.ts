/**
 * Agents were written as `http://swarm.os/ontology/agent/X` by some and `http://swarm.os/agent/X` by others, so that their facts
 * never joined. The second is the name; the first is rewritten on the way in, in data and in queries.
 */
import { renameIris } from './sparql-skeleton.ts';

const ALIAS = 'http://swarm.os/ontology/agent/';
const CANONICAL = 'http://swarm.os/agent/';

/** Whether a text names something by a name that is rewritten. */
export const mayBeRewritten = (text: string): boolean => text.includes(ALIAS);

/** The one name of what an IRI (without angle brackets) names. */
export const canonicalIri = (iri: string): string => (iri.startsWith(ALIAS) ? CANONICAL + iri.slice(ALIAS.length) : iri);

/** A query or update whose IRIs (and prefixes) are the names that the data has; strings and comments stay as they are. */
export const canonicalQuery = (query: string): string => (query.includes(`<${ALIAS}`) ? renameIris(query, canonicalIri) : query);
