/** The formats that results and graphs are read and written in. Source: the W3C recommendations of each; registered media types. */
import type { QueryForm } from './query-form.ts';

const SELECT_TYPES = [
  'application/sparql-results+json',
  'application/sparql-results+xml',
  'text/csv',
  'text/tab-separated-values',
] as const;
const ASK_TYPES = ['application/sparql-results+json', 'application/sparql-results+xml'] as const;
/** Those that can hold named graphs. */
const DATASET_TYPES = ['application/n-quads', 'application/trig', 'application/ld+json'] as const;
const GRAPH_TYPES = ['text/turtle', 'application/n-triples', 'application/rdf+xml', ...DATASET_TYPES] as const;

/** Other names by which the same formats are asked for. */
const ALIASES: Readonly<Record<string, string>> = {
  'application/json': 'application/sparql-results+json',
  'application/xml': 'application/sparql-results+xml',
  'application/x-turtle': 'text/turtle',
};
const GRAPH_ALIASES: Readonly<Record<string, string>> = {
  'application/json': 'application/ld+json',
  'application/xml': 'application/rdf+xml',
  'application/x-turtle': 'text/turtle',
  'text/plain': 'application/n-triples',
};

/** What may be offered, best first, and what else each is called. */
export interface Offer {
  readonly types: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
}

const offers: Readonly<Record<QueryForm, Offer>> = {
  select: { types: SELECT_TYPES, aliases: ALIASES },
  ask: { types: ASK_TYPES, aliases: ALIASES },
  graph: { types: GRAPH_TYPES, aliases: GRAPH_ALIASES },
};

/** How answers of a query form can be written. */
export const offerFor = (form: QueryForm): Offer => offers[form];

/** How a whole dataset can be written. */
export const datasetOffer: Offer = { types: DATASET_TYPES, aliases: { 'application/json': 'application/ld+json' } };

/** The format of a body, or undefined where it is none that is read here. */
export function readableType(mediaType: string): string | undefined {
  const type = ALIASES[mediaType] && mediaType !== 'application/x-turtle' ? mediaType : (ALIASES[mediaType] ?? mediaType);
  return (GRAPH_TYPES as readonly string[]).includes(type) ? type : undefined;
}

/** Whether a body of this format names its graphs itself and is no plain graph. */
export const namesGraphs = (mediaType: string): boolean =>
  mediaType === 'application/n-quads' || mediaType === 'application/trig';

/** All formats, for the service description. */
export const allTypes = { results: SELECT_TYPES, graphs: GRAPH_TYPES } as const;
