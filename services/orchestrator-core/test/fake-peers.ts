import { createHash } from 'node:crypto';
import {
  type CommonConfig,
  type GrpcServer,
  ServiceError,
  commonErrors,
  createAuthenticator,
  createLogger,
  createMetrics,
  grpcService,
  startGrpcServer,
} from '@panal/kernel/runtime';
import {
  type AnalystServer,
  AnalystService,
  type FailureEvent,
  AnalysisResult,
  BulkReport,
  RuleList,
  type RuleTrial,
  RuleTrialReply,
  ListClustersReply,
  ListRulesReply,
  DecideRuleReply,
} from '@panal/shared-types/analyst';
import {
  Ack,
  type GatewayAdminServer,
  GatewayAdminService,
  MintKeyReply,
  type MintKeyRequest,
  ReservationReport,
  type SetHaltRequest,
} from '@panal/shared-types/gateway';
import {
  GateResult,
  type PushRequest,
  PushReply,
  type RunGateRequest,
  type WorkspaceServer,
  WorkspaceService,
} from '@panal/shared-types/workspace';

/** What a fake peer is to do; tests change it as they go. */
/** What the orchestrator asks of the gateway. */
type UsedGateway = Pick<GatewayAdminServer, 'mintKey' | 'revokeKey' | 'releaseReservation' | 'extendReservation' | 'setHalt'>;

export interface PeerScript {
  gatewayAway: boolean;
  analystAway: boolean;
  workspaceAway: boolean;
  budgetRefusal: string;
  rules: string[];
  /** Judges a commit; the default passes everything. */
  gate(request: RunGateRequest): Partial<GateResult> | Promise<Partial<GateResult>>;
  push(request: PushRequest): Partial<PushReply> | Promise<Partial<PushReply>>;
}

/** Small real gRPC servers that stand for gateway, analyst and workspace-service, and remember what they were asked. */
export interface FakePeers {
  readonly script: PeerScript;
  readonly minted: Map<string, MintKeyRequest>;
  readonly revoked: string[];
  readonly released: string[];
  readonly halts: SetHaltRequest[];
  readonly failures: Map<string, FailureEvent>;
  readonly trials: RuleTrial[];
  readonly gates: RunGateRequest[];
  readonly pushes: PushRequest[];
  readonly ports: { readonly gateway: number; readonly analyst: number; readonly workspace: number };
  stop(): Promise<void>;
}

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const refuseIf = (away: boolean): void => {
  if (away) throw new ServiceError('unavailable', 'away for the test');
};

const passing = (request: RunGateRequest): Partial<GateResult> => ({
  passed: true,
  commit: request.commit,
  baseCommit: 'base-commit',
  summary: '3 tests, 0 failed',
  diffDigest: sha(request.commit),
  envelopeJson: '{"payload":"signed"}',
  stack: 'node',
  after: {
    command: 'node --test',
    exitCode: 0,
    total: 3,
    passed: 3,
    failed: 0,
    skipped: 0,
    durationMs: 5,
    logDigest: sha('log'),
    sandbox: 'bubblewrap',
    sandboxHash: sha('s'),
    timedOut: false,
    counted: true,
  },
  checks: [9, 12, 13, 14, 15].map((check) => ({ check, verdict: 'pass', evidence: 'seen by the fake gate' })),
});

export async function startFakePeers(dataDir: string): Promise<FakePeers> {
  const script: PeerScript = {
    gatewayAway: false,
    analystAway: false,
    workspaceAway: false,
    budgetRefusal: '',
    rules: ['Run the whole test suite before submitting.'],
    gate: passing,
    push: (request) => ({
      ok: true,
      message: 'pushed',
      ref: `refs/heads/${request.branch}`,
      commit: request.commit,
      remote: 'origin',
    }),
  };
  const peers = {
    script,
    minted: new Map<string, MintKeyRequest>(),
    revoked: [] as string[],
    released: [] as string[],
    halts: [] as SetHaltRequest[],
    failures: new Map<string, FailureEvent>(),
    trials: [] as RuleTrial[],
    gates: [] as RunGateRequest[],
    pushes: [] as PushRequest[],
  };
  const common = { host: '127.0.0.1' } as CommonConfig;
  const authenticator = await createAuthenticator(dataDir);
  const deps = { authenticator, log: createLogger({ service: 'fake', level: 'silent' }), metrics: createMetrics('fake') };
  const servers: GrpcServer[] = [];
  const serve = async (entry: ReturnType<typeof grpcService>): Promise<number> => {
    const server = await startGrpcServer(
      { common, port: 0, services: [entry], protoFiles: [], errors: commonErrors },
      { ...deps, metrics: createMetrics('fake') },
    );
    servers.push(server);
    return server.port;
  };

  const gateway = await serve(
    grpcService<UsedGateway>(
      GatewayAdminService,
      {
        mintKey(request) {
          refuseIf(script.gatewayAway);
          if (script.budgetRefusal !== '') return MintKeyReply.fromPartial({ ok: false, message: script.budgetRefusal });
          peers.minted.set(request.leaseId, request);
          const key = `pk-panal-${sha(request.leaseId).slice(0, 24)}`;
          return MintKeyReply.fromPartial({
            ok: true,
            key,
            baseUrl: 'http://127.0.0.1:1/v1',
            reservedNanoUsd: request.reserveNanoUsd,
          });
        },
        revokeKey({ leaseId }) {
          refuseIf(script.gatewayAway);
          peers.revoked.push(leaseId);
          return Ack.fromPartial({ ok: true });
        },
        releaseReservation({ leaseId }) {
          refuseIf(script.gatewayAway);
          peers.released.push(leaseId);
          return ReservationReport.fromPartial({ ok: true, settledNanoUsd: 7 });
        },
        extendReservation: () => Ack.fromPartial({ ok: true }),
        setHalt(request) {
          peers.halts.push(request);
          return Ack.fromPartial({ ok: true });
        },
      },
      {
        mintKey: ['service'],
        revokeKey: ['service'],
        releaseReservation: ['service'],
        extendReservation: ['service'],
        setHalt: ['service'],
      },
    ),
  );
  const analyst = await serve(
    grpcService<AnalystServer>(
      AnalystService,
      {
        reportFailure(event) {
          refuseIf(script.analystAway);
          peers.failures.set(event.idempotencyKey, event);
          return AnalysisResult.fromPartial({
            ruleGenerated: true,
            ruleContent: 'Mind the remainder.',
            clusterId: 'cluster-1',
            clusterCount: peers.failures.size,
            rule: { ruleId: 'rule-1', text: 'Mind the remainder.', stage: 'candidate', clusterId: 'cluster-1' },
          });
        },
        getGoldenRules() {
          refuseIf(script.analystAway);
          const details = script.rules.map((text, index) => ({ ruleId: `binding-${index + 1}`, text, stage: 'binding' }));
          return RuleList.fromPartial({ rules: script.rules, details, ruleSetHash: sha(script.rules.join('\n')) });
        },
        listClusters: () => ListClustersReply.fromPartial({}),
        listRules: () => ListRulesReply.fromPartial({}),
        decideRule: () => DecideRuleReply.fromPartial({}),
        reportFailures: () => Promise.resolve(BulkReport.fromPartial({})),
        analyzeLines: (stream) => void stream.end(),
        reportTrial(trial) {
          refuseIf(script.analystAway);
          peers.trials.push(trial);
          return RuleTrialReply.fromPartial({ counted: trial.ruleIds.length });
        },
      },
      {
        reportFailure: ['service'],
        getGoldenRules: ['service'],
        listClusters: [],
        listRules: [],
        decideRule: [],
        reportFailures: [],
        analyzeLines: [],
        reportTrial: ['service'],
      },
    ),
  );
  const unused = (): never => {
    throw new ServiceError('conflict', 'the fake workspace-service runs gates and pushes only');
  };
  const workspace = await serve(
    grpcService<WorkspaceServer>(
      WorkspaceService,
      {
        async runGate(request) {
          refuseIf(script.workspaceAway);
          peers.gates.push(request);
          return GateResult.fromPartial({ ...passing(request), ...(await script.gate(request)) });
        },
        async push(request) {
          refuseIf(script.workspaceAway);
          peers.pushes.push(request);
          return PushReply.fromPartial(await script.push(request));
        },
        registerRepository: unused,
        listRepositories: unused,
        openWorktree: unused,
        commitWork: unused,
        getDiff: unused,
        closeWorktree: unused,
      },
      {
        runGate: ['service'],
        push: ['service'],
        registerRepository: [],
        listRepositories: [],
        openWorktree: [],
        commitWork: [],
        getDiff: [],
        closeWorktree: [],
      },
    ),
  );
  return {
    ...peers,
    ports: { gateway, analyst, workspace },
    async stop() {
      await Promise.all(servers.map((server) => server.drain(200)));
    },
  };
}
