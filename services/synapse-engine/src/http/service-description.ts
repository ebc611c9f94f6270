/** SPARQL 1.1 Service Description: what a SPARQL endpoint can do, as RDF. Source: SPARQL 1.1 Service Description, section 3. */
import { allTypes, offerFor } from '../core/media-types.ts';
import { requirePermission } from '../shell/access.ts';
import { answerQuery } from '../shell/answer-query.ts';
import type { Synapse } from '../shell/synapse.ts';
import { type Exchange, negotiate, sendText } from './exchange.ts';

const FORMATS = 'http://www.w3.org/ns/formats/';
const FORMAT_OF: Readonly<Record<string, string>> = {
  'application/sparql-results+json': 'SPARQL_Results_JSON',
  'application/sparql-results+xml': 'SPARQL_Results_XML',
  'text/csv': 'SPARQL_Results_CSV',
  'text/tab-separated-values': 'SPARQL_Results_TSV',
  'text/turtle': 'Turtle',
  'application/n-triples': 'N-Triples',
  'application/rdf+xml': 'RDF_XML',
  'application/n-quads': 'N-Quads',
  'application/trig': 'TriG',
  'application/ld+json': 'JSON-LD',
};

const formats = (types: readonly string[]): string => types.map((type) => `<${FORMATS}${FORMAT_OF[type]}>`).join(', ');

/** The description as a query that reads nothing, so that the engine writes it in every format. */
const descriptionOf = (endpoint: string): string => `PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
CONSTRUCT {
  <${endpoint}#service> a sd:Service ;
    sd:endpoint <${endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query, sd:SPARQL11Update ;
    sd:resultFormat ${formats([...allTypes.results, ...allTypes.graphs])} ;
    sd:inputFormat ${formats(allTypes.graphs)} ;
    sd:defaultDataset <${endpoint}#dataset> .
  <${endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <${endpoint}#default-graph> .
  <${endpoint}#default-graph> a sd:Graph .
} WHERE {}`;

/** Answers with the description of the endpoint. */
export async function sendServiceDescription(synapse: Synapse, exchange: Exchange): Promise<void> {
  const { endpoint, namespace, principal, signal } = exchange;
  requirePermission(principal, namespace, 'read');
  const format = (): string => negotiate(exchange, offerFor('graph'));
  const bytesMax = synapse.config.resultBytesMax;
  const request = { query: descriptionOf(endpoint), namespace, format, union: false, bytesMax };
  const answer = await answerQuery(synapse, request, signal);
  await sendText(exchange, answer.format, answer.text);
}
