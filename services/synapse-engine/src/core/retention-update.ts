/** A rule of retention: things of a class are forgotten some days after their time. */
export interface RetentionRule {
  /** IRI of the class. */
  readonly type: string;
  readonly days: number;
  readonly namespace: string;
}

const DAY_MS = 86_400_000;
/** Things forgotten by one update, so that its record stays small. */
export const retentionThingsMax = 500;

const TIMES = ['endedAtTime', 'generatedAtTime', 'startedAtTime'].map((name) => `<http://www.w3.org/ns/prov#${name}>`).join('|');

/**
 * The SPARQL update that forgets the things of a class whose newest time is older than the rule says: everything said about them,
 * in whatever graph, and what others say of them stays. Things without a time are kept.
 */
export function retentionUpdate({ type, days }: RetentionRule, nowMs: number): string {
  const before = new Date(nowMs - days * DAY_MS).toISOString();
  const past = `{ SELECT ?thing WHERE {
    ?thing a <${type}> ; ${TIMES} ?time
  } GROUP BY ?thing HAVING(MAX(?time) < "${before}"^^<http://www.w3.org/2001/XMLSchema#dateTime>) LIMIT ${retentionThingsMax} }`;
  return `DELETE { ?thing ?p ?o } WHERE { ${past} ?thing ?p ?o } ;
DELETE { GRAPH ?g { ?thing ?p ?o } } WHERE { GRAPH ?g { ${past} ?thing ?p ?o } }`;
}
