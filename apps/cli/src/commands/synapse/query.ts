import { namespaces } from '@panal/shared-types';
import { type QueryPart, SemanticEngineService, StreamQueryRequest } from '@panal/shared-types/synapse';
import type { SparqlRow, SparqlTerm } from '@panal/synapse-client';
import type { Command } from 'commander';
import { type CommandContext, withConnection } from '../../command.ts';
import { CliError, exitCodes } from '../../exit.ts';
import { safeText, table } from '../../show/output.ts';
import { type NamespaceOptions, addNamespace, requireKnown } from './namespaces.ts';
import { sourceText } from './source-text.ts';
import { writeOut } from './write-out.ts';

interface QueryOptions extends NamespaceOptions {
  readonly file?: string;
  readonly format?: string;
  readonly standardDefaultGraph?: boolean;
}

const RESULTS_JSON = 'application/sparql-results+json';
const TABLE_ACCEPT = `${RESULTS_JSON}, text/turtle`;

/** Media types by name; where a query may be of either kind, for both. */
const formats: Readonly<Record<string, string>> = {
  json: `${RESULTS_JSON}, application/ld+json`,
  xml: 'application/sparql-results+xml, application/rdf+xml',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  turtle: 'text/turtle',
  ntriples: 'application/n-triples',
  nquads: 'application/n-quads',
  trig: 'application/trig',
  rdfxml: 'application/rdf+xml',
  jsonld: 'application/ld+json',
};

function acceptOf(format: string | undefined, json: boolean): string {
  if (format === undefined) return json ? formats['json']! : TABLE_ACCEPT;
  const accept = formats[format];
  if (accept !== undefined) return accept;
  throw new CliError(`--format ${format} is not known. Choose one of: ${Object.keys(formats).join(', ')}.`, exitCodes.usage);
}

/** An IRI as people write it, where its namespace has a prefix here. */
function shortIri(iri: string): string {
  for (const [prefix, base] of Object.entries(namespaces))
    if (iri.startsWith(base) && /^[\w-]+$/.test(iri.slice(base.length))) return `${prefix}:${iri.slice(base.length)}`;
  return `<${iri}>`;
}

function cellOf(term: SparqlTerm | undefined): string {
  if (!term) return '';
  if (term.type === 'uri') return safeText(shortIri(term.value));
  return safeText(term.type === 'bnode' ? `_:${term.value}` : term.value).replaceAll('\n', ' ');
}

interface Answer {
  readonly boolean?: boolean;
  readonly head: { readonly vars?: readonly string[] };
  readonly results?: { readonly bindings: readonly SparqlRow[] };
}

async function showTable(json: string, context: CommandContext, namespace: string): Promise<void> {
  const answer = JSON.parse(json) as Answer;
  if (answer.boolean !== undefined) return await writeOut(`${answer.boolean ? 'yes' : 'no'}\n`);
  const { vars = [] } = answer.head;
  const rows = answer.results?.bindings ?? [];
  if (rows.length === 0) await requireKnown(context, namespace);
  const lines = table(
    vars,
    rows.map((row) => vars.map((name) => cellOf(row[name]))),
  );
  await writeOut(`${lines.join('\n')}\n`);
  context.output.note(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`);
}

async function query(argument: string | undefined, options: QueryOptions, context: CommandContext): Promise<void> {
  const accept = acceptOf(options.format, context.output.json);
  const request = StreamQueryRequest.fromPartial({
    query: sourceText(argument, options.file),
    namespace: options.namespace,
    accept,
    standardDefaultGraph: options.standardDefaultGraph === true,
  });
  let mediaType = '';
  const kept: string[] = [];
  const stream = context.connection.to('synapse').serverStream(SemanticEngineService.streamQuery, request);
  for await (const part of stream as AsyncIterable<QueryPart>) {
    mediaType ||= part.mediaType;
    // A table needs all of it for its widths; anything else goes out as it comes.
    if (accept === TABLE_ACCEPT && mediaType === RESULTS_JSON) kept.push(part.text);
    else await writeOut(part.text);
  }
  if (kept.length > 0) return await showTable(kept.join(''), context, options.namespace);
}

export function addQuery(synapse: Command): void {
  const command = synapse
    .command('query')
    .argument('[sparql]', 'SELECT, ASK, CONSTRUCT or DESCRIBE; "-" or nothing: from standard input')
    .option('-f, --file <file>', 'read the query from a file')
    .option('--format <name>', `${Object.keys(formats).join(', ')}; default: a table, or Turtle`)
    .option('--standard-default-graph', 'without FROM, ask the default graph alone instead of all graphs')
    .description('Ask the knowledge graph in SPARQL')
    .addHelpText(
      'after',
      `
Examples:
  panal synapse query 'SELECT ?task ?state { ?task <http://swarm.os/ontology/internalState> ?state }'
  panal synapse query -f spend.rq --format csv > spend.csv
  echo 'ASK { ?s ?p ?o }' | panal synapse query -n notes --json`,
    );
  addNamespace(command).action((argument: string | undefined, options: QueryOptions, self: Command) =>
    withConnection(self, (context) => query(argument, options, context)),
  );
}
