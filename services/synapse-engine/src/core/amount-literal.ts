/** Existing clients send amounts of money as plain strings, which SPARQL can't sum: they are taken as `xsd:decimal`. */
import { namespaces } from '@panal/shared-types';

const AMOUNTS = new Set(['amount', 'maxBudget'].map((name) => `<${namespaces.swarm}${name}>`));
const PLAIN_DECIMAL = /^"([+-]?(?:\d+(?:\.\d*)?|\.\d+))"$/;

/** The object of a triple (a term of N-Triples) as it is to be stored: a plain number that is an amount becomes a decimal. */
export const amountLiteral = (predicate: string, object: string): string =>
  AMOUNTS.has(predicate) && PLAIN_DECIMAL.test(object) ? `${object}^^<${namespaces.xsd}decimal>` : object;
