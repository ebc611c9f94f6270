import { type Access, type Authenticator, type GrpcServiceEntry, type Handlers, grpcService } from '@panal/kernel/runtime';
import { type SemanticEngineServer, SemanticEngineService } from '@panal/shared-types/synapse';
import { deleters, queriers, readers, writers } from '../shell/access.ts';
import type { Synapse } from '../shell/synapse.ts';
import { applyChanges } from './apply-changes.ts';
import { applyReasoning } from './apply-reasoning.ts';
import { applyTransaction } from './apply-transaction.ts';
import { deleteNamespaceData } from './delete-namespace-data.ts';
import { getAllTriples } from './get-all-triples.ts';
import { getFeedPosition } from './get-feed-position.ts';
import { getNeighbors } from './get-neighbors.ts';
import { getStatistics } from './get-statistics.ts';
import { hybridSearch } from './hybrid-search.ts';
import { ingestFile } from './ingest-file.ts';
import { createIngestStream } from './ingest-stream.ts';
import { ingestTriples } from './ingest-triples.ts';
import { listQuarantine } from './list-quarantine.ts';
import { permitted } from './permissions.ts';
import { querySparql } from './query-sparql.ts';
import { resolveId } from './resolve-id.ts';
import { resolveQuarantine } from './resolve-quarantine.ts';
import { search } from './search.ts';
import { streamQuery } from './stream-query.ts';
import { createStreamTriples } from './stream-triples.ts';
import { updateSparql } from './update-sparql.ts';
import { createBackup } from './backup.ts';
import { createExportQuads } from './export-quads.ts';
import { createWatchChanges } from './watch-changes.ts';

const access: Access<SemanticEngineServer> = {
  ingestTriples: writers,
  ingestFile: writers,
  ingestStream: writers,
  applyChanges: writers,
  getFeedPosition: writers,
  deleteNamespaceData: deleters,
  applyReasoning: writers,
  querySparql: queriers,
  getNeighbors: readers,
  search: readers,
  hybridSearch: readers,
  resolveId: readers,
  getAllTriples: readers,
  watchChanges: readers,
  getStatistics: readers,
  listQuarantine: readers,
  resolveQuarantine: ['operator'],
  updateSparql: writers,
  applyTransaction: writers,
  streamQuery: queriers,
  streamTriples: readers,
  exportQuads: readers,
  backup: ['operator'],
};

/** The gRPC face of Synapse. */
export function semanticEngine(synapse: Synapse, authenticator: Authenticator): GrpcServiceEntry {
  const handlers: Handlers<SemanticEngineServer> = {
    ingestTriples: (request, context) => ingestTriples(synapse, request, context),
    ingestStream: createIngestStream(synapse, authenticator),
    ingestFile: (request, context) => ingestFile(synapse, request, context),
    applyChanges: (request, context) => applyChanges(synapse, request, context),
    getFeedPosition: (request) => getFeedPosition(synapse, request),
    deleteNamespaceData: (request) => deleteNamespaceData(synapse, request),
    querySparql: (request, context) => querySparql(synapse, request, context),
    getNeighbors: (request, context) => getNeighbors(synapse, request, context),
    resolveId: (request, context) => resolveId(synapse, request, context),
    getAllTriples: (request, context) => getAllTriples(synapse, request, context),
    watchChanges: createWatchChanges(synapse),
    getStatistics: (request, context) => getStatistics(synapse, request, context),
    listQuarantine: (request) => listQuarantine(synapse, request),
    resolveQuarantine: (request, context) => resolveQuarantine(synapse, request, context),
    updateSparql: (request, context) => updateSparql(synapse, request, context),
    applyTransaction: (request, context) => applyTransaction(synapse, request, context),
    streamQuery: (request, context, stream) => streamQuery(synapse, request, { context, stream }),
    streamTriples: createStreamTriples(synapse),
    exportQuads: createExportQuads(synapse),
    backup: createBackup(synapse, Date.now),
    search: (request) => search(synapse, request),
    hybridSearch: (request, context) => hybridSearch(synapse, request, context),
    applyReasoning: (request, context) => applyReasoning(synapse, request, context),
  };
  return grpcService<SemanticEngineServer>(SemanticEngineService, permitted(handlers), access);
}
