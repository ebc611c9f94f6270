import type { GrpcChannel } from '@panal/kernel/runtime';
import { namespaces } from '@panal/shared-types';
import { type SparqlRow, literal, selectRows } from '@panal/synapse-client';
import type { FailedRecord, FailedRecords } from '../ports.ts';

const PAGE = 100;
const NAMESPACE = 'panal';
const TIMEOUT_MS = 15_000;
const TEXT_CHARS_MAX = 65_536;
const FIELD_CHARS_MAX = 256;

/** The words of the vocabulary may come from clients of the first days, which wrote `isConsolidated` as plain text or as a truth value. */
const queryAfter = (after: string): string => `
PREFIX swarm: <${namespaces.swarm}>
PREFIX nist: <${namespaces.nist}>
PREFIX prov: <${namespaces.prov}>
PREFIX skos: <${namespaces.skos}>
SELECT ?record ?task ?taskMission ?mission ?note ?stack ?agent ?ended WHERE {
  { SELECT DISTINCT ?record WHERE {
      ?record a swarm:ExecutionRecord ; nist:resultState ?state .
      FILTER(STR(?state) = "on_failure" && isIRI(?record) && STR(?record) > ${literal(after)})
      FILTER NOT EXISTS { ?record swarm:isConsolidated|nist:isConsolidated ?done FILTER(LCASE(STR(?done)) = "true") }
    } ORDER BY STR(?record) LIMIT ${PAGE} }
  OPTIONAL { ?record swarm:relatedTask ?task OPTIONAL { ?task swarm:mission ?taskMission } }
  OPTIONAL { ?record swarm:partOfMission ?mission }
  OPTIONAL { ?record skos:historyNote ?note }
  OPTIONAL { ?record swarm:hasStack ?stack }
  OPTIONAL { ?record prov:wasAssociatedWith ?agent }
  OPTIONAL { ?record prov:endedAtTime ?ended }
} ORDER BY STR(?record)`;

/** The id at the end of an IRI of ours, e.g. `m1-implement` of `http://swarm.os/task/m1-implement`; other terms as they are. */
function idOf(value: string): string {
  const last = value.slice(value.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last).slice(0, FIELD_CHARS_MAX);
  } catch {
    return last.slice(0, FIELD_CHARS_MAX);
  }
}

function recordOf(record: string, rows: readonly SparqlRow[]): FailedRecord {
  const first = (name: string): string => rows.find((row) => row[name] !== undefined)?.[name]!.value ?? '';
  const notes = [...new Set(rows.flatMap((row) => (row['note'] ? [row['note'].value] : [])))].sort();
  const endedMs = Date.parse(first('ended'));
  return {
    record,
    taskId: idOf(first('task')),
    missionId: idOf(first('mission') || first('taskMission')),
    agentId: idOf(first('agent')),
    stack: first('stack').slice(0, FIELD_CHARS_MAX),
    note: notes.join('\n').slice(0, TEXT_CHARS_MAX),
    endedMs: Number.isNaN(endedMs) ? 0 : endedMs,
  };
}

/** Failures that stand in Synapse's namespace `panal`, by SPARQL. */
export function synapseRecords(channel: GrpcChannel): FailedRecords {
  return {
    async page(after, signal) {
      const rows = await selectRows(channel, queryAfter(after), { namespace: NAMESPACE, timeoutMs: TIMEOUT_MS, signal });
      const byRecord = Map.groupBy(rows, (row) => row['record']!.value);
      return [...byRecord].map(([record, found]) => recordOf(record, found));
    },
  };
}
