// The graph of the Synapse benches: spend events of six quads each, of 28 days and 50 agents; every tenth is revoked.
export const DAYS = 28;
const AGENTS = 50;
const PROPERTIES = 6;
const SWARM = 'http://swarm.os/ontology/';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const REVOKED_EVERY = 10;

const dayOf = (event: number): string => `2026-03-${String((event % DAYS) + 1).padStart(2, '0')}`;

/** Quad `index` of the endless list, canonical N-Quads without a line break. */
export function spendQuad(index: number): string {
  const event = Math.floor(index / PROPERTIES);
  const subject = `<http://swarm.os/spend/${event}>`;
  switch (index % PROPERTIES) {
    case 0:
      return `${subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${SWARM}SpendEvent> .`;
    case 1:
      return `${subject} <${SWARM}date> "${dayOf(event)}"^^<${XSD}date> .`;
    case 2:
      return `${subject} <${SWARM}amount> "${(event % 997) / 1000}"^^<${XSD}decimal> .`;
    case 3:
      return `${subject} <${SWARM}model> "model-${event % 7}" .`;
    case 4:
      return `${subject} <http://www.w3.org/ns/prov#wasAttributedTo> <http://swarm.os/agent/${event % AGENTS}> .`;
    default:
      return event % REVOKED_EVERY === 0
        ? `${subject} <${SWARM}revoked> "true"^^<${XSD}boolean> .`
        : `${subject} <${SWARM}tokens> "${event % 5000}"^^<${XSD}integer> .`;
  }
}

/** Quads `from` to `from + count` as a text, one a line. */
export function spendText(from: number, count: number): string {
  let text = '';
  for (let index = from; index < from + count; index += 1) text += `${spendQuad(index)}\n`;
  return text;
}

/** Queries of the comparison, each with one row of numbers as its answer where it can be long. */
export const comparedQueries = {
  point: 'SELECT ?p ?o WHERE { <http://swarm.os/spend/77> ?p ?o }',
  sumOfDay: `SELECT (SUM(?a) AS ?s) WHERE { ?e <${SWARM}date> "2026-03-05"^^<${XSD}date> ; <${SWARM}amount> ?a }`,
  optionalNotExists: `SELECT (COUNT(?e) AS ?c) (COUNT(?t) AS ?d) WHERE { ?e a <${SWARM}SpendEvent> OPTIONAL { ?e <${SWARM}tokens> ?t } FILTER NOT EXISTS { ?e <${SWARM}revoked> ?r } }`,
} as const;

/** Takes minutes on any graph of some size. */
export const RUNAWAY = 'SELECT (COUNT(*) AS ?c) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }';
/** Half a second or so on 100,000 quads. */
export const HEAVY = `SELECT ?m (SUM(?a) AS ?s) WHERE { ?e <${SWARM}model> ?m ; <${SWARM}amount> ?a ; <${SWARM}date> ?d } GROUP BY ?m ORDER BY ?s`;
