import { openJournal } from '@panal/journal';
import { type ServiceProcess, grpcService, startGrpcServer, startHttpServer } from '@panal/kernel/runtime';
import type { AnalystServer } from '@panal/shared-types/analyst';
import { startSynapseFeed } from '@panal/synapse-client';
import { join } from 'node:path';
import { synapseRecords } from './adapters/synapse-records.ts';
import { openThreadLineShard } from './adapters/thread-line-shard.ts';
import type { AnalystConfig } from './config.ts';
import { analystErrors } from './errors.ts';
import { createAnalystMetrics } from './metrics.ts';
import { analystDefinition, analyzeLines } from './rpc/analyze-lines.ts';
import { decideRule } from './rpc/decide-rule.ts';
import { getGoldenRules } from './rpc/get-golden-rules.ts';
import { listClusters } from './rpc/list-clusters.ts';
import { listRules } from './rpc/list-rules.ts';
import { reportFailure } from './rpc/report-failure.ts';
import { reportFailures } from './rpc/report-failures.ts';
import { reportTrial } from './rpc/report-trial.ts';
import { Analyst, openAnalystStore } from './shell/analyst.ts';
import { Consolidation } from './shell/consolidation.ts';
import { logEvents } from './shell/event-log.ts';
import { LineStreams } from './shell/line-streams.ts';
import { projectRecord } from './shell/projection.ts';

const DRAIN_MS = 5_000;

/** Composes the analyst: journal, state, feed to Synapse, gRPC and HTTP. */
export async function startAnalyst(process: ServiceProcess<AnalystConfig>): Promise<void> {
  const { common, config, log, metrics, authenticator, lifecycle } = process;
  const journal = await openJournal({ dir: join(common.dataDir, 'analyst', 'journal') });
  const store = await openAnalystStore(journal);
  lifecycle.onStop('journal', () => store.close());
  logEvents(store, log);
  const feed = startSynapseFeed({ journal, channel: process.channel('synapse'), project: projectRecord, log, metrics });
  lifecycle.onStop('feed to Synapse', () => feed.stop());

  const analyst = new Analyst(config, store);
  const counters = createAnalystMetrics(metrics, () => analyst.state);
  const consolidation = new Consolidation({
    analyst,
    records: synapseRecords(process.channel('synapse')),
    log,
    pollMs: config.synapsePollMs,
    graceMs: config.synapseGraceMs,
    clock: Date.now,
    consolidated: counters.consolidated,
  });
  lifecycle.onStop('failures of Synapse', () => consolidation.stop());
  const service = grpcService<AnalystServer>(
    analystDefinition,
    {
      reportFailure: reportFailure(analyst, counters),
      getGoldenRules: getGoldenRules(analyst, config.rulesPerTask),
      listClusters: listClusters(analyst),
      listRules: listRules(analyst),
      decideRule: decideRule(analyst),
      reportFailures: reportFailures(analyst, counters),
      analyzeLines: analyzeLines(new LineStreams(openThreadLineShard)),
      reportTrial: reportTrial(analyst),
    },
    {
      reportFailure: ['agent', 'service'],
      getGoldenRules: ['agent', 'service', 'viewer', 'operator'],
      listClusters: ['viewer', 'operator', 'service'],
      listRules: ['viewer', 'operator', 'service'],
      decideRule: ['operator', 'approver'],
      reportFailures: ['agent', 'service'],
      analyzeLines: ['agent', 'service', 'operator'],
      reportTrial: ['service'],
    },
  );
  let stopping = false;
  const deps = { authenticator, log, metrics };
  const http = await startHttpServer(
    {
      common,
      port: common.ports.analyst.http,
      notReady: () => (stopping ? 'stopping' : journal.health.kind === 'ok' ? undefined : journal.health.kind),
    },
    deps,
  );
  lifecycle.onStop('HTTP server', () => http.drain(DRAIN_MS));
  const grpc = await startGrpcServer(
    { common, port: common.ports.analyst.grpc, services: [service], protoFiles: ['analyst.proto'], errors: analystErrors },
    deps,
  );
  lifecycle.onStop('gRPC server', () => {
    stopping = true;
    return grpc.drain(DRAIN_MS);
  });
  lifecycle.announceReady({ grpc: grpc.port, http: http.port });
}
