// Generated from protos/ by `npm run generate`. Do not edit.
/* eslint-disable */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  makeGenericClientConstructor,
  type Metadata,
  type ServiceError,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

export const protobufPackage = "orchestrator";

export const protobufFileName = "orchestrator.proto";

/**
 * The orchestrator: the life of every task, from a card to a pushed branch.
 *
 * Messages and fields marked "original" keep their names and numbers for ever; a client that knows only those works in full.
 * Times are Unix milliseconds, money is integer nano-USD (at most 2^53 - 1), positions are journal positions (from 1).
 */

/** -- original messages, with added fields from the number given in each comment ------------------------------------------ */
export interface AgentInfo {
  name: string;
  /** e.g. ["python", "react"] */
  capabilities: string[];
  /** added */
  version: string;
  /** added: where an agent's ephemeral HTTP port serves /metrics */
  metricsUrl: string;
}

export interface RegisterResponse {
  agentId: string;
  accepted: boolean;
  message: string;
}

export interface AgentQuery {
  agentId: string;
  capabilities: string[];
  waitMs: number;
}

export interface TaskAssignment {
  /** unique to the lease: "<task>.<epoch>" */
  taskId: string;
  description: string;
  /** JSON of agent-sdk's TaskContext */
  context: string;
  /** binding Golden Rules, in full text */
  constraints: string[];
  /** added */
  missionId: string;
  taskType: string;
  /** from 1 */
  attempt: number;
  /** fencing token of the lease */
  epoch: number;
  leaseEndsMs: number;
  /** SHA-256 of the delivered constraints, hex */
  ruleSetHash: string;
  /** virtual key, minted for this lease and revoked with it */
  gatewayKey: string;
  /** e.g. http://127.0.0.1:4000/v1 */
  gatewayBaseUrl: string;
  model: string;
  /** reserved for this lease */
  budgetNanoUsd: number;
  /** W3C trace context of the mission */
  traceparent: string;
  /** 0: none */
  deadlineMs: number;
}

export interface TaskResult {
  taskId: string;
  /** "success" | "failure" */
  status: string;
  /** at most 1 MiB */
  artifact: string;
  errorMessage: string;
  /** added */
  agentId: string;
  ruleSetHash: string;
  /** the commit that holds the work, where there is one */
  commit: string;
  /** one paragraph for people */
  summary: string;
  /** technology stack, for the analyst */
  stack: string;
  /** a failure that no retry can mend */
  fatal: boolean;
  ruleOutcomes: RuleOutcome[];
}

export interface Ack {
  ok: boolean;
  message: string;
}

/** -- workers ---------------------------------------------------------------------------------------------------------- */
export interface RuleOutcome {
  ruleId: string;
  outcome: string;
}

export interface HeartbeatRequest {
  taskId: string;
  progress: string;
  evidence: string;
}

export interface HeartbeatReply {
  leaseHeld: boolean;
  leaseEndsMs: number;
  /** not empty: stop now ("cancelled", "halted", "deadline", "lease lost") */
  stopReason: string;
}

export interface WorkerMessage {
  kind: { $case: "ready"; value: WorkerReady } | { $case: "heartbeat"; value: HeartbeatRequest } | {
    $case: "result";
    value: TaskResult;
  } | undefined;
}

export interface WorkerReady {
  agentId: string;
  capabilities: string[];
  credits: number;
}

export interface DispatcherMessage {
  kind:
    | { $case: "assignment"; value: TaskAssignment }
    | { $case: "heartbeat"; value: HeartbeatNotice }
    | { $case: "result"; value: ResultNotice }
    | { $case: "stop"; value: StopNotice }
    | { $case: "goingAway"; value: GoingAway }
    | undefined;
}

export interface HeartbeatNotice {
  taskId: string;
  reply: HeartbeatReply | undefined;
}

export interface ResultNotice {
  taskId: string;
  ack: Ack | undefined;
}

export interface StopNotice {
  taskId: string;
  reason: string;
}

export interface GoingAway {
  reason: string;
  reconnectAfterMs: number;
}

export interface ConfirmLeaseRequest {
  taskId: string;
  agentId: string;
  effect: string;
}

export interface LeaseStatus {
  held: boolean;
  /** why not, in words */
  reason: string;
  missionId: string;
  taskType: string;
  epoch: number;
  attempt: number;
  leaseEndsMs: number;
  repositoryId: string;
  baseBranch: string;
  /** the mission's branch */
  branch: string;
  /** "" until the first worktree is opened */
  baseCommit: string;
  /** the last accepted commit of the mission, "" at first */
  headCommit: string;
  project: string;
  agentId: string;
  allowedPaths: string[];
  /** for gate, review and push: the commit in question */
  commit: string;
}

/** -- missions ----------------------------------------------------------------------------------------------------------- */
export interface CreateMissionRequest {
  /** required; the same key returns the same mission */
  idempotencyKey: string;
  title: string;
  description: string;
  /** registered with the workspace-service */
  repositoryId: string;
  baseBranch: string;
  /** "": "default" */
  project: string;
  /** technology stack, e.g. "node" */
  stack: string;
  /** 0: the workflow's default */
  budgetNanoUsd: number;
  /** "cli" | "trello" | ... */
  source: string;
  externalId: string;
  /** "": the configured one */
  model: string;
  /** higher first */
  priority: number;
}

export interface CreateMissionReply {
  missionId: string;
  created: boolean;
}

export interface GetMissionRequest {
  missionId: string;
}

export interface ListMissionsRequest {
  project: string;
  state: string;
  limit: number;
  afterMissionId: string;
}

export interface ListMissionsReply {
  missions: Mission[];
}

export interface CancelMissionRequest {
  missionId: string;
  reason: string;
}

export interface WatchMissionsRequest {
  missionId: string;
  fromPosition: number;
}

export interface Mission {
  missionId: string;
  title: string;
  description: string;
  /** "running" | "awaiting-approval" | "held" | "done" | "failed" | "cancelled" */
  state: string;
  /** why it waits, is held or failed */
  reason: string;
  repositoryId: string;
  baseBranch: string;
  branch: string;
  baseCommit: string;
  headCommit: string;
  pushedCommit: string;
  project: string;
  stack: string;
  budgetNanoUsd: number;
  source: string;
  externalId: string;
  model: string;
  createdMs: number;
  endedMs: number;
  tasks: Task[];
  /** the newest verdict of each check */
  verdicts: CheckVerdict[];
  pendingApproval:
    | Approval
    | undefined;
  /** journal position of the newest event contained */
  position: number;
  findings: Finding[];
  failures: FailureLink[];
  artifacts: Artifact[];
}

export interface Task {
  /** without the epoch */
  taskId: string;
  taskType: string;
  /** "waiting" | "ready" | "leased" | "backoff" | "held" | "succeeded" | "failed" | "cancelled" */
  state: string;
  reason: string;
  attempts: number;
  epoch: number;
  agentId: string;
  leaseEndsMs: number;
  readyAtMs: number;
  progress: string;
  handler: string;
  ruleSetHash: string;
}

export interface CheckVerdict {
  /** number of notes' table, 1 to 25 */
  check: number;
  name: string;
  /** "pass" | "deny" | "hold" | "halt" | "not-assessed" */
  verdict: string;
  /** words and digests, never secrets */
  evidence: string;
  /** SP 800-53 rev 5 ids */
  controls: string[];
  taskId: string;
  /** audit sequence number */
  position: number;
  /** "dispatch" | "submit" | "gate" | "approve" | "push" | ... */
  step: string;
  policyHash: string;
}

export interface Finding {
  source: string;
  text: string;
  attempt: number;
  taskId: string;
  resultJson: string;
}

export interface FailureLink {
  taskId: string;
  clusterId: string;
  ruleId: string;
  ruleText: string;
  ruleStage: string;
}

export interface Artifact {
  taskId: string;
  taskType: string;
  attempt: number;
  digest: string;
  text: string;
  summary: string;
  commit: string;
}

export interface MissionEvent {
  position: number;
  missionId: string;
  /** e.g. "task-leased" */
  type: string;
  taskId: string;
  atMs: number;
  /** one line for people */
  message: string;
  /** the event as recorded, secrets removed */
  detailJson: string;
}

/** -- approvals and halt --------------------------------------------------------------------------------------------------- */
export interface Approval {
  approvalId: string;
  missionId: string;
  /** what is approved, in words */
  subject: string;
  /** SHA-256 of exactly that */
  digest: string;
  /** the content to be read before deciding */
  text: string;
  /** "pending" | "approved" | "rejected" | "void" */
  state: string;
  approver: string;
  /** "terminal" | "--yes" | "cli" | "trello" */
  via: string;
  requestedMs: number;
  decidedMs: number;
}

export interface ListApprovalsRequest {
  missionId: string;
  pendingOnly: boolean;
}

export interface ListApprovalsReply {
  approvals: Approval[];
}

export interface DecideApprovalRequest {
  approvalId: string;
  digest: string;
  approve: boolean;
  comment: string;
  via: string;
  onBehalfOf: string;
}

export interface HaltRequest {
  scope: string;
  id: string;
  reason: string;
}

export interface GetHaltStateRequest {
}

export interface HaltState {
  operational: boolean;
  entries: HaltEntry[];
  epoch: number;
  leasesOpen: number;
}

export interface HaltEntry {
  scope: string;
  id: string;
  reason: string;
  actor: string;
  sinceMs: number;
}

export interface ListAgentsRequest {
}

export interface ListAgentsReply {
  agents: Agent[];
}

export interface Agent {
  agentId: string;
  name: string;
  kind: string;
  capabilities: string[];
  version: string;
  lastSeenMs: number;
  leases: number;
  metricsUrl: string;
}

function createBaseAgentInfo(): AgentInfo {
  return { name: "", capabilities: [], version: "", metricsUrl: "" };
}

export const AgentInfo: MessageFns<AgentInfo> = {
  encode(message: AgentInfo, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== "") {
      writer.uint32(10).string(message.name);
    }
    for (const v of message.capabilities) {
      writer.uint32(18).string(v!);
    }
    if (message.version !== "") {
      writer.uint32(26).string(message.version);
    }
    if (message.metricsUrl !== "") {
      writer.uint32(34).string(message.metricsUrl);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): AgentInfo {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAgentInfo();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.capabilities.push(reader.string());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.version = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.metricsUrl = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<AgentInfo>, I>>(base?: I): AgentInfo {
    return AgentInfo.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<AgentInfo>, I>>(object: I): AgentInfo {
    const message = createBaseAgentInfo();
    message.name = object.name ?? "";
    message.capabilities = object.capabilities?.map((e) => e) || [];
    message.version = object.version ?? "";
    message.metricsUrl = object.metricsUrl ?? "";
    return message;
  },
};

function createBaseRegisterResponse(): RegisterResponse {
  return { agentId: "", accepted: false, message: "" };
}

export const RegisterResponse: MessageFns<RegisterResponse> = {
  encode(message: RegisterResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.agentId !== "") {
      writer.uint32(10).string(message.agentId);
    }
    if (message.accepted !== false) {
      writer.uint32(16).bool(message.accepted);
    }
    if (message.message !== "") {
      writer.uint32(26).string(message.message);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RegisterResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRegisterResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.accepted = reader.bool();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.message = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<RegisterResponse>, I>>(base?: I): RegisterResponse {
    return RegisterResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RegisterResponse>, I>>(object: I): RegisterResponse {
    const message = createBaseRegisterResponse();
    message.agentId = object.agentId ?? "";
    message.accepted = object.accepted ?? false;
    message.message = object.message ?? "";
    return message;
  },
};

function createBaseAgentQuery(): AgentQuery {
  return { agentId: "", capabilities: [], waitMs: 0 };
}

export const AgentQuery: MessageFns<AgentQuery> = {
  encode(message: AgentQuery, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.agentId !== "") {
      writer.uint32(10).string(message.agentId);
    }
    for (const v of message.capabilities) {
      writer.uint32(18).string(v!);
    }
    if (message.waitMs !== 0) {
      writer.uint32(24).uint32(message.waitMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): AgentQuery {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAgentQuery();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.capabilities.push(reader.string());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.waitMs = reader.uint32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<AgentQuery>, I>>(base?: I): AgentQuery {
    return AgentQuery.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<AgentQuery>, I>>(object: I): AgentQuery {
    const message = createBaseAgentQuery();
    message.agentId = object.agentId ?? "";
    message.capabilities = object.capabilities?.map((e) => e) || [];
    message.waitMs = object.waitMs ?? 0;
    return message;
  },
};

function createBaseTaskAssignment(): TaskAssignment {
  return {
    taskId: "",
    description: "",
    context: "",
    constraints: [],
    missionId: "",
    taskType: "",
    attempt: 0,
    epoch: 0,
    leaseEndsMs: 0,
    ruleSetHash: "",
    gatewayKey: "",
    gatewayBaseUrl: "",
    model: "",
    budgetNanoUsd: 0,
    traceparent: "",
    deadlineMs: 0,
  };
}

export const TaskAssignment: MessageFns<TaskAssignment> = {
  encode(message: TaskAssignment, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.description !== "") {
      writer.uint32(18).string(message.description);
    }
    if (message.context !== "") {
      writer.uint32(26).string(message.context);
    }
    for (const v of message.constraints) {
      writer.uint32(34).string(v!);
    }
    if (message.missionId !== "") {
      writer.uint32(42).string(message.missionId);
    }
    if (message.taskType !== "") {
      writer.uint32(50).string(message.taskType);
    }
    if (message.attempt !== 0) {
      writer.uint32(56).uint32(message.attempt);
    }
    if (message.epoch !== 0) {
      writer.uint32(64).uint64(message.epoch);
    }
    if (message.leaseEndsMs !== 0) {
      writer.uint32(72).int64(message.leaseEndsMs);
    }
    if (message.ruleSetHash !== "") {
      writer.uint32(82).string(message.ruleSetHash);
    }
    if (message.gatewayKey !== "") {
      writer.uint32(90).string(message.gatewayKey);
    }
    if (message.gatewayBaseUrl !== "") {
      writer.uint32(98).string(message.gatewayBaseUrl);
    }
    if (message.model !== "") {
      writer.uint32(106).string(message.model);
    }
    if (message.budgetNanoUsd !== 0) {
      writer.uint32(112).int64(message.budgetNanoUsd);
    }
    if (message.traceparent !== "") {
      writer.uint32(122).string(message.traceparent);
    }
    if (message.deadlineMs !== 0) {
      writer.uint32(128).int64(message.deadlineMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): TaskAssignment {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTaskAssignment();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.context = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.constraints.push(reader.string());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.attempt = reader.uint32();
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.epoch = longToNumber(reader.uint64());
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.leaseEndsMs = longToNumber(reader.int64());
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.ruleSetHash = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.gatewayKey = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.gatewayBaseUrl = reader.string();
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 14: {
            if (tag !== 112) {
              break;
            }

            message.budgetNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 15: {
            if (tag !== 122) {
              break;
            }

            message.traceparent = reader.string();
            continue;
          }
          case 16: {
            if (tag !== 128) {
              break;
            }

            message.deadlineMs = longToNumber(reader.int64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<TaskAssignment>, I>>(base?: I): TaskAssignment {
    return TaskAssignment.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<TaskAssignment>, I>>(object: I): TaskAssignment {
    const message = createBaseTaskAssignment();
    message.taskId = object.taskId ?? "";
    message.description = object.description ?? "";
    message.context = object.context ?? "";
    message.constraints = object.constraints?.map((e) => e) || [];
    message.missionId = object.missionId ?? "";
    message.taskType = object.taskType ?? "";
    message.attempt = object.attempt ?? 0;
    message.epoch = object.epoch ?? 0;
    message.leaseEndsMs = object.leaseEndsMs ?? 0;
    message.ruleSetHash = object.ruleSetHash ?? "";
    message.gatewayKey = object.gatewayKey ?? "";
    message.gatewayBaseUrl = object.gatewayBaseUrl ?? "";
    message.model = object.model ?? "";
    message.budgetNanoUsd = object.budgetNanoUsd ?? 0;
    message.traceparent = object.traceparent ?? "";
    message.deadlineMs = object.deadlineMs ?? 0;
    return message;
  },
};

function createBaseTaskResult(): TaskResult {
  return {
    taskId: "",
    status: "",
    artifact: "",
    errorMessage: "",
    agentId: "",
    ruleSetHash: "",
    commit: "",
    summary: "",
    stack: "",
    fatal: false,
    ruleOutcomes: [],
  };
}

export const TaskResult: MessageFns<TaskResult> = {
  encode(message: TaskResult, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.status !== "") {
      writer.uint32(18).string(message.status);
    }
    if (message.artifact !== "") {
      writer.uint32(26).string(message.artifact);
    }
    if (message.errorMessage !== "") {
      writer.uint32(34).string(message.errorMessage);
    }
    if (message.agentId !== "") {
      writer.uint32(42).string(message.agentId);
    }
    if (message.ruleSetHash !== "") {
      writer.uint32(50).string(message.ruleSetHash);
    }
    if (message.commit !== "") {
      writer.uint32(58).string(message.commit);
    }
    if (message.summary !== "") {
      writer.uint32(66).string(message.summary);
    }
    if (message.stack !== "") {
      writer.uint32(74).string(message.stack);
    }
    if (message.fatal !== false) {
      writer.uint32(80).bool(message.fatal);
    }
    for (const v of message.ruleOutcomes) {
      RuleOutcome.encode(v!, writer.uint32(90).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): TaskResult {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTaskResult();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.status = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.artifact = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.errorMessage = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.ruleSetHash = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.summary = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.fatal = reader.bool();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.ruleOutcomes.push(RuleOutcome.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<TaskResult>, I>>(base?: I): TaskResult {
    return TaskResult.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<TaskResult>, I>>(object: I): TaskResult {
    const message = createBaseTaskResult();
    message.taskId = object.taskId ?? "";
    message.status = object.status ?? "";
    message.artifact = object.artifact ?? "";
    message.errorMessage = object.errorMessage ?? "";
    message.agentId = object.agentId ?? "";
    message.ruleSetHash = object.ruleSetHash ?? "";
    message.commit = object.commit ?? "";
    message.summary = object.summary ?? "";
    message.stack = object.stack ?? "";
    message.fatal = object.fatal ?? false;
    message.ruleOutcomes = object.ruleOutcomes?.map((e) => RuleOutcome.fromPartial(e)) || [];
    return message;
  },
};

function createBaseAck(): Ack {
  return { ok: false, message: "" };
}

export const Ack: MessageFns<Ack> = {
  encode(message: Ack, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Ack {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAck();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.ok = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.message = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Ack>, I>>(base?: I): Ack {
    return Ack.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Ack>, I>>(object: I): Ack {
    const message = createBaseAck();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    return message;
  },
};

function createBaseRuleOutcome(): RuleOutcome {
  return { ruleId: "", outcome: "" };
}

export const RuleOutcome: MessageFns<RuleOutcome> = {
  encode(message: RuleOutcome, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ruleId !== "") {
      writer.uint32(10).string(message.ruleId);
    }
    if (message.outcome !== "") {
      writer.uint32(18).string(message.outcome);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleOutcome {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleOutcome();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.ruleId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.outcome = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<RuleOutcome>, I>>(base?: I): RuleOutcome {
    return RuleOutcome.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleOutcome>, I>>(object: I): RuleOutcome {
    const message = createBaseRuleOutcome();
    message.ruleId = object.ruleId ?? "";
    message.outcome = object.outcome ?? "";
    return message;
  },
};

function createBaseHeartbeatRequest(): HeartbeatRequest {
  return { taskId: "", progress: "", evidence: "" };
}

export const HeartbeatRequest: MessageFns<HeartbeatRequest> = {
  encode(message: HeartbeatRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.progress !== "") {
      writer.uint32(18).string(message.progress);
    }
    if (message.evidence !== "") {
      writer.uint32(26).string(message.evidence);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HeartbeatRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHeartbeatRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.progress = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.evidence = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<HeartbeatRequest>, I>>(base?: I): HeartbeatRequest {
    return HeartbeatRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HeartbeatRequest>, I>>(object: I): HeartbeatRequest {
    const message = createBaseHeartbeatRequest();
    message.taskId = object.taskId ?? "";
    message.progress = object.progress ?? "";
    message.evidence = object.evidence ?? "";
    return message;
  },
};

function createBaseHeartbeatReply(): HeartbeatReply {
  return { leaseHeld: false, leaseEndsMs: 0, stopReason: "" };
}

export const HeartbeatReply: MessageFns<HeartbeatReply> = {
  encode(message: HeartbeatReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.leaseHeld !== false) {
      writer.uint32(8).bool(message.leaseHeld);
    }
    if (message.leaseEndsMs !== 0) {
      writer.uint32(16).int64(message.leaseEndsMs);
    }
    if (message.stopReason !== "") {
      writer.uint32(26).string(message.stopReason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HeartbeatReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHeartbeatReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.leaseHeld = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.leaseEndsMs = longToNumber(reader.int64());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.stopReason = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<HeartbeatReply>, I>>(base?: I): HeartbeatReply {
    return HeartbeatReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HeartbeatReply>, I>>(object: I): HeartbeatReply {
    const message = createBaseHeartbeatReply();
    message.leaseHeld = object.leaseHeld ?? false;
    message.leaseEndsMs = object.leaseEndsMs ?? 0;
    message.stopReason = object.stopReason ?? "";
    return message;
  },
};

function createBaseWorkerMessage(): WorkerMessage {
  return { kind: undefined };
}

export const WorkerMessage: MessageFns<WorkerMessage> = {
  encode(message: WorkerMessage, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    switch (message.kind?.$case) {
      case "ready":
        WorkerReady.encode(message.kind.value, writer.uint32(10).fork()).join();
        break;
      case "heartbeat":
        HeartbeatRequest.encode(message.kind.value, writer.uint32(18).fork()).join();
        break;
      case "result":
        TaskResult.encode(message.kind.value, writer.uint32(26).fork()).join();
        break;
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): WorkerMessage {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseWorkerMessage();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.kind = { $case: "ready", value: WorkerReady.decode(reader, reader.uint32()) };
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.kind = { $case: "heartbeat", value: HeartbeatRequest.decode(reader, reader.uint32()) };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.kind = { $case: "result", value: TaskResult.decode(reader, reader.uint32()) };
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<WorkerMessage>, I>>(base?: I): WorkerMessage {
    return WorkerMessage.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<WorkerMessage>, I>>(object: I): WorkerMessage {
    const message = createBaseWorkerMessage();
    switch (object.kind?.$case) {
      case "ready": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "ready", value: WorkerReady.fromPartial(object.kind.value) };
        }
        break;
      }
      case "heartbeat": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "heartbeat", value: HeartbeatRequest.fromPartial(object.kind.value) };
        }
        break;
      }
      case "result": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "result", value: TaskResult.fromPartial(object.kind.value) };
        }
        break;
      }
    }
    return message;
  },
};

function createBaseWorkerReady(): WorkerReady {
  return { agentId: "", capabilities: [], credits: 0 };
}

export const WorkerReady: MessageFns<WorkerReady> = {
  encode(message: WorkerReady, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.agentId !== "") {
      writer.uint32(10).string(message.agentId);
    }
    for (const v of message.capabilities) {
      writer.uint32(18).string(v!);
    }
    if (message.credits !== 0) {
      writer.uint32(24).uint32(message.credits);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): WorkerReady {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseWorkerReady();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.capabilities.push(reader.string());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.credits = reader.uint32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<WorkerReady>, I>>(base?: I): WorkerReady {
    return WorkerReady.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<WorkerReady>, I>>(object: I): WorkerReady {
    const message = createBaseWorkerReady();
    message.agentId = object.agentId ?? "";
    message.capabilities = object.capabilities?.map((e) => e) || [];
    message.credits = object.credits ?? 0;
    return message;
  },
};

function createBaseDispatcherMessage(): DispatcherMessage {
  return { kind: undefined };
}

export const DispatcherMessage: MessageFns<DispatcherMessage> = {
  encode(message: DispatcherMessage, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    switch (message.kind?.$case) {
      case "assignment":
        TaskAssignment.encode(message.kind.value, writer.uint32(10).fork()).join();
        break;
      case "heartbeat":
        HeartbeatNotice.encode(message.kind.value, writer.uint32(18).fork()).join();
        break;
      case "result":
        ResultNotice.encode(message.kind.value, writer.uint32(26).fork()).join();
        break;
      case "stop":
        StopNotice.encode(message.kind.value, writer.uint32(34).fork()).join();
        break;
      case "goingAway":
        GoingAway.encode(message.kind.value, writer.uint32(42).fork()).join();
        break;
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): DispatcherMessage {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDispatcherMessage();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.kind = { $case: "assignment", value: TaskAssignment.decode(reader, reader.uint32()) };
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.kind = { $case: "heartbeat", value: HeartbeatNotice.decode(reader, reader.uint32()) };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.kind = { $case: "result", value: ResultNotice.decode(reader, reader.uint32()) };
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.kind = { $case: "stop", value: StopNotice.decode(reader, reader.uint32()) };
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.kind = { $case: "goingAway", value: GoingAway.decode(reader, reader.uint32()) };
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<DispatcherMessage>, I>>(base?: I): DispatcherMessage {
    return DispatcherMessage.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<DispatcherMessage>, I>>(object: I): DispatcherMessage {
    const message = createBaseDispatcherMessage();
    switch (object.kind?.$case) {
      case "assignment": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "assignment", value: TaskAssignment.fromPartial(object.kind.value) };
        }
        break;
      }
      case "heartbeat": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "heartbeat", value: HeartbeatNotice.fromPartial(object.kind.value) };
        }
        break;
      }
      case "result": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "result", value: ResultNotice.fromPartial(object.kind.value) };
        }
        break;
      }
      case "stop": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "stop", value: StopNotice.fromPartial(object.kind.value) };
        }
        break;
      }
      case "goingAway": {
        if (object.kind?.value !== undefined && object.kind?.value !== null) {
          message.kind = { $case: "goingAway", value: GoingAway.fromPartial(object.kind.value) };
        }
        break;
      }
    }
    return message;
  },
};

function createBaseHeartbeatNotice(): HeartbeatNotice {
  return { taskId: "", reply: undefined };
}

export const HeartbeatNotice: MessageFns<HeartbeatNotice> = {
  encode(message: HeartbeatNotice, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.reply !== undefined) {
      HeartbeatReply.encode(message.reply, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HeartbeatNotice {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHeartbeatNotice();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.reply = HeartbeatReply.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<HeartbeatNotice>, I>>(base?: I): HeartbeatNotice {
    return HeartbeatNotice.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HeartbeatNotice>, I>>(object: I): HeartbeatNotice {
    const message = createBaseHeartbeatNotice();
    message.taskId = object.taskId ?? "";
    message.reply = (object.reply !== undefined && object.reply !== null)
      ? HeartbeatReply.fromPartial(object.reply)
      : undefined;
    return message;
  },
};

function createBaseResultNotice(): ResultNotice {
  return { taskId: "", ack: undefined };
}

export const ResultNotice: MessageFns<ResultNotice> = {
  encode(message: ResultNotice, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.ack !== undefined) {
      Ack.encode(message.ack, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResultNotice {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResultNotice();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.ack = Ack.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ResultNotice>, I>>(base?: I): ResultNotice {
    return ResultNotice.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ResultNotice>, I>>(object: I): ResultNotice {
    const message = createBaseResultNotice();
    message.taskId = object.taskId ?? "";
    message.ack = (object.ack !== undefined && object.ack !== null) ? Ack.fromPartial(object.ack) : undefined;
    return message;
  },
};

function createBaseStopNotice(): StopNotice {
  return { taskId: "", reason: "" };
}

export const StopNotice: MessageFns<StopNotice> = {
  encode(message: StopNotice, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.reason !== "") {
      writer.uint32(18).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): StopNotice {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseStopNotice();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<StopNotice>, I>>(base?: I): StopNotice {
    return StopNotice.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<StopNotice>, I>>(object: I): StopNotice {
    const message = createBaseStopNotice();
    message.taskId = object.taskId ?? "";
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseGoingAway(): GoingAway {
  return { reason: "", reconnectAfterMs: 0 };
}

export const GoingAway: MessageFns<GoingAway> = {
  encode(message: GoingAway, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.reason !== "") {
      writer.uint32(10).string(message.reason);
    }
    if (message.reconnectAfterMs !== 0) {
      writer.uint32(16).uint32(message.reconnectAfterMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GoingAway {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGoingAway();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.reconnectAfterMs = reader.uint32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<GoingAway>, I>>(base?: I): GoingAway {
    return GoingAway.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GoingAway>, I>>(object: I): GoingAway {
    const message = createBaseGoingAway();
    message.reason = object.reason ?? "";
    message.reconnectAfterMs = object.reconnectAfterMs ?? 0;
    return message;
  },
};

function createBaseConfirmLeaseRequest(): ConfirmLeaseRequest {
  return { taskId: "", agentId: "", effect: "" };
}

export const ConfirmLeaseRequest: MessageFns<ConfirmLeaseRequest> = {
  encode(message: ConfirmLeaseRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.agentId !== "") {
      writer.uint32(18).string(message.agentId);
    }
    if (message.effect !== "") {
      writer.uint32(26).string(message.effect);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ConfirmLeaseRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseConfirmLeaseRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.effect = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ConfirmLeaseRequest>, I>>(base?: I): ConfirmLeaseRequest {
    return ConfirmLeaseRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ConfirmLeaseRequest>, I>>(object: I): ConfirmLeaseRequest {
    const message = createBaseConfirmLeaseRequest();
    message.taskId = object.taskId ?? "";
    message.agentId = object.agentId ?? "";
    message.effect = object.effect ?? "";
    return message;
  },
};

function createBaseLeaseStatus(): LeaseStatus {
  return {
    held: false,
    reason: "",
    missionId: "",
    taskType: "",
    epoch: 0,
    attempt: 0,
    leaseEndsMs: 0,
    repositoryId: "",
    baseBranch: "",
    branch: "",
    baseCommit: "",
    headCommit: "",
    project: "",
    agentId: "",
    allowedPaths: [],
    commit: "",
  };
}

export const LeaseStatus: MessageFns<LeaseStatus> = {
  encode(message: LeaseStatus, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.held !== false) {
      writer.uint32(8).bool(message.held);
    }
    if (message.reason !== "") {
      writer.uint32(18).string(message.reason);
    }
    if (message.missionId !== "") {
      writer.uint32(26).string(message.missionId);
    }
    if (message.taskType !== "") {
      writer.uint32(34).string(message.taskType);
    }
    if (message.epoch !== 0) {
      writer.uint32(40).uint64(message.epoch);
    }
    if (message.attempt !== 0) {
      writer.uint32(48).uint32(message.attempt);
    }
    if (message.leaseEndsMs !== 0) {
      writer.uint32(56).int64(message.leaseEndsMs);
    }
    if (message.repositoryId !== "") {
      writer.uint32(66).string(message.repositoryId);
    }
    if (message.baseBranch !== "") {
      writer.uint32(74).string(message.baseBranch);
    }
    if (message.branch !== "") {
      writer.uint32(82).string(message.branch);
    }
    if (message.baseCommit !== "") {
      writer.uint32(90).string(message.baseCommit);
    }
    if (message.headCommit !== "") {
      writer.uint32(98).string(message.headCommit);
    }
    if (message.project !== "") {
      writer.uint32(106).string(message.project);
    }
    if (message.agentId !== "") {
      writer.uint32(114).string(message.agentId);
    }
    for (const v of message.allowedPaths) {
      writer.uint32(122).string(v!);
    }
    if (message.commit !== "") {
      writer.uint32(130).string(message.commit);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): LeaseStatus {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseLeaseStatus();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.held = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.epoch = longToNumber(reader.uint64());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.attempt = reader.uint32();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.leaseEndsMs = longToNumber(reader.int64());
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.repositoryId = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.baseBranch = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.branch = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.baseCommit = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.headCommit = reader.string();
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }

            message.project = reader.string();
            continue;
          }
          case 14: {
            if (tag !== 114) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 15: {
            if (tag !== 122) {
              break;
            }

            message.allowedPaths.push(reader.string());
            continue;
          }
          case 16: {
            if (tag !== 130) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<LeaseStatus>, I>>(base?: I): LeaseStatus {
    return LeaseStatus.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<LeaseStatus>, I>>(object: I): LeaseStatus {
    const message = createBaseLeaseStatus();
    message.held = object.held ?? false;
    message.reason = object.reason ?? "";
    message.missionId = object.missionId ?? "";
    message.taskType = object.taskType ?? "";
    message.epoch = object.epoch ?? 0;
    message.attempt = object.attempt ?? 0;
    message.leaseEndsMs = object.leaseEndsMs ?? 0;
    message.repositoryId = object.repositoryId ?? "";
    message.baseBranch = object.baseBranch ?? "";
    message.branch = object.branch ?? "";
    message.baseCommit = object.baseCommit ?? "";
    message.headCommit = object.headCommit ?? "";
    message.project = object.project ?? "";
    message.agentId = object.agentId ?? "";
    message.allowedPaths = object.allowedPaths?.map((e) => e) || [];
    message.commit = object.commit ?? "";
    return message;
  },
};

function createBaseCreateMissionRequest(): CreateMissionRequest {
  return {
    idempotencyKey: "",
    title: "",
    description: "",
    repositoryId: "",
    baseBranch: "",
    project: "",
    stack: "",
    budgetNanoUsd: 0,
    source: "",
    externalId: "",
    model: "",
    priority: 0,
  };
}

export const CreateMissionRequest: MessageFns<CreateMissionRequest> = {
  encode(message: CreateMissionRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.idempotencyKey !== "") {
      writer.uint32(10).string(message.idempotencyKey);
    }
    if (message.title !== "") {
      writer.uint32(18).string(message.title);
    }
    if (message.description !== "") {
      writer.uint32(26).string(message.description);
    }
    if (message.repositoryId !== "") {
      writer.uint32(34).string(message.repositoryId);
    }
    if (message.baseBranch !== "") {
      writer.uint32(42).string(message.baseBranch);
    }
    if (message.project !== "") {
      writer.uint32(50).string(message.project);
    }
    if (message.stack !== "") {
      writer.uint32(58).string(message.stack);
    }
    if (message.budgetNanoUsd !== 0) {
      writer.uint32(64).int64(message.budgetNanoUsd);
    }
    if (message.source !== "") {
      writer.uint32(74).string(message.source);
    }
    if (message.externalId !== "") {
      writer.uint32(82).string(message.externalId);
    }
    if (message.model !== "") {
      writer.uint32(90).string(message.model);
    }
    if (message.priority !== 0) {
      writer.uint32(96).uint32(message.priority);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CreateMissionRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCreateMissionRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.idempotencyKey = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.title = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.repositoryId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.baseBranch = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.project = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.budgetNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.source = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.externalId = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 96) {
              break;
            }

            message.priority = reader.uint32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<CreateMissionRequest>, I>>(base?: I): CreateMissionRequest {
    return CreateMissionRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CreateMissionRequest>, I>>(object: I): CreateMissionRequest {
    const message = createBaseCreateMissionRequest();
    message.idempotencyKey = object.idempotencyKey ?? "";
    message.title = object.title ?? "";
    message.description = object.description ?? "";
    message.repositoryId = object.repositoryId ?? "";
    message.baseBranch = object.baseBranch ?? "";
    message.project = object.project ?? "";
    message.stack = object.stack ?? "";
    message.budgetNanoUsd = object.budgetNanoUsd ?? 0;
    message.source = object.source ?? "";
    message.externalId = object.externalId ?? "";
    message.model = object.model ?? "";
    message.priority = object.priority ?? 0;
    return message;
  },
};

function createBaseCreateMissionReply(): CreateMissionReply {
  return { missionId: "", created: false };
}

export const CreateMissionReply: MessageFns<CreateMissionReply> = {
  encode(message: CreateMissionReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    if (message.created !== false) {
      writer.uint32(16).bool(message.created);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CreateMissionReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCreateMissionReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.created = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<CreateMissionReply>, I>>(base?: I): CreateMissionReply {
    return CreateMissionReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CreateMissionReply>, I>>(object: I): CreateMissionReply {
    const message = createBaseCreateMissionReply();
    message.missionId = object.missionId ?? "";
    message.created = object.created ?? false;
    return message;
  },
};

function createBaseGetMissionRequest(): GetMissionRequest {
  return { missionId: "" };
}

export const GetMissionRequest: MessageFns<GetMissionRequest> = {
  encode(message: GetMissionRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMissionRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMissionRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<GetMissionRequest>, I>>(base?: I): GetMissionRequest {
    return GetMissionRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetMissionRequest>, I>>(object: I): GetMissionRequest {
    const message = createBaseGetMissionRequest();
    message.missionId = object.missionId ?? "";
    return message;
  },
};

function createBaseListMissionsRequest(): ListMissionsRequest {
  return { project: "", state: "", limit: 0, afterMissionId: "" };
}

export const ListMissionsRequest: MessageFns<ListMissionsRequest> = {
  encode(message: ListMissionsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.project !== "") {
      writer.uint32(10).string(message.project);
    }
    if (message.state !== "") {
      writer.uint32(18).string(message.state);
    }
    if (message.limit !== 0) {
      writer.uint32(24).uint32(message.limit);
    }
    if (message.afterMissionId !== "") {
      writer.uint32(34).string(message.afterMissionId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListMissionsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListMissionsRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.project = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.state = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.limit = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.afterMissionId = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ListMissionsRequest>, I>>(base?: I): ListMissionsRequest {
    return ListMissionsRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListMissionsRequest>, I>>(object: I): ListMissionsRequest {
    const message = createBaseListMissionsRequest();
    message.project = object.project ?? "";
    message.state = object.state ?? "";
    message.limit = object.limit ?? 0;
    message.afterMissionId = object.afterMissionId ?? "";
    return message;
  },
};

function createBaseListMissionsReply(): ListMissionsReply {
  return { missions: [] };
}

export const ListMissionsReply: MessageFns<ListMissionsReply> = {
  encode(message: ListMissionsReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.missions) {
      Mission.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListMissionsReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListMissionsReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missions.push(Mission.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ListMissionsReply>, I>>(base?: I): ListMissionsReply {
    return ListMissionsReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListMissionsReply>, I>>(object: I): ListMissionsReply {
    const message = createBaseListMissionsReply();
    message.missions = object.missions?.map((e) => Mission.fromPartial(e)) || [];
    return message;
  },
};

function createBaseCancelMissionRequest(): CancelMissionRequest {
  return { missionId: "", reason: "" };
}

export const CancelMissionRequest: MessageFns<CancelMissionRequest> = {
  encode(message: CancelMissionRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    if (message.reason !== "") {
      writer.uint32(18).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CancelMissionRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCancelMissionRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<CancelMissionRequest>, I>>(base?: I): CancelMissionRequest {
    return CancelMissionRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CancelMissionRequest>, I>>(object: I): CancelMissionRequest {
    const message = createBaseCancelMissionRequest();
    message.missionId = object.missionId ?? "";
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseWatchMissionsRequest(): WatchMissionsRequest {
  return { missionId: "", fromPosition: 0 };
}

export const WatchMissionsRequest: MessageFns<WatchMissionsRequest> = {
  encode(message: WatchMissionsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    if (message.fromPosition !== 0) {
      writer.uint32(16).uint64(message.fromPosition);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): WatchMissionsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseWatchMissionsRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.fromPosition = longToNumber(reader.uint64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<WatchMissionsRequest>, I>>(base?: I): WatchMissionsRequest {
    return WatchMissionsRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<WatchMissionsRequest>, I>>(object: I): WatchMissionsRequest {
    const message = createBaseWatchMissionsRequest();
    message.missionId = object.missionId ?? "";
    message.fromPosition = object.fromPosition ?? 0;
    return message;
  },
};

function createBaseMission(): Mission {
  return {
    missionId: "",
    title: "",
    description: "",
    state: "",
    reason: "",
    repositoryId: "",
    baseBranch: "",
    branch: "",
    baseCommit: "",
    headCommit: "",
    pushedCommit: "",
    project: "",
    stack: "",
    budgetNanoUsd: 0,
    source: "",
    externalId: "",
    model: "",
    createdMs: 0,
    endedMs: 0,
    tasks: [],
    verdicts: [],
    pendingApproval: undefined,
    position: 0,
    findings: [],
    failures: [],
    artifacts: [],
  };
}

export const Mission: MessageFns<Mission> = {
  encode(message: Mission, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    if (message.title !== "") {
      writer.uint32(18).string(message.title);
    }
    if (message.description !== "") {
      writer.uint32(26).string(message.description);
    }
    if (message.state !== "") {
      writer.uint32(34).string(message.state);
    }
    if (message.reason !== "") {
      writer.uint32(42).string(message.reason);
    }
    if (message.repositoryId !== "") {
      writer.uint32(50).string(message.repositoryId);
    }
    if (message.baseBranch !== "") {
      writer.uint32(58).string(message.baseBranch);
    }
    if (message.branch !== "") {
      writer.uint32(66).string(message.branch);
    }
    if (message.baseCommit !== "") {
      writer.uint32(74).string(message.baseCommit);
    }
    if (message.headCommit !== "") {
      writer.uint32(82).string(message.headCommit);
    }
    if (message.pushedCommit !== "") {
      writer.uint32(90).string(message.pushedCommit);
    }
    if (message.project !== "") {
      writer.uint32(98).string(message.project);
    }
    if (message.stack !== "") {
      writer.uint32(106).string(message.stack);
    }
    if (message.budgetNanoUsd !== 0) {
      writer.uint32(112).int64(message.budgetNanoUsd);
    }
    if (message.source !== "") {
      writer.uint32(122).string(message.source);
    }
    if (message.externalId !== "") {
      writer.uint32(130).string(message.externalId);
    }
    if (message.model !== "") {
      writer.uint32(138).string(message.model);
    }
    if (message.createdMs !== 0) {
      writer.uint32(144).int64(message.createdMs);
    }
    if (message.endedMs !== 0) {
      writer.uint32(152).int64(message.endedMs);
    }
    for (const v of message.tasks) {
      Task.encode(v!, writer.uint32(162).fork()).join();
    }
    for (const v of message.verdicts) {
      CheckVerdict.encode(v!, writer.uint32(170).fork()).join();
    }
    if (message.pendingApproval !== undefined) {
      Approval.encode(message.pendingApproval, writer.uint32(178).fork()).join();
    }
    if (message.position !== 0) {
      writer.uint32(184).uint64(message.position);
    }
    for (const v of message.findings) {
      Finding.encode(v!, writer.uint32(194).fork()).join();
    }
    for (const v of message.failures) {
      FailureLink.encode(v!, writer.uint32(202).fork()).join();
    }
    for (const v of message.artifacts) {
      Artifact.encode(v!, writer.uint32(210).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Mission {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseMission();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.title = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.state = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.repositoryId = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.baseBranch = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.branch = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.baseCommit = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.headCommit = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.pushedCommit = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.project = reader.string();
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 14: {
            if (tag !== 112) {
              break;
            }

            message.budgetNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 15: {
            if (tag !== 122) {
              break;
            }

            message.source = reader.string();
            continue;
          }
          case 16: {
            if (tag !== 130) {
              break;
            }

            message.externalId = reader.string();
            continue;
          }
          case 17: {
            if (tag !== 138) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 18: {
            if (tag !== 144) {
              break;
            }

            message.createdMs = longToNumber(reader.int64());
            continue;
          }
          case 19: {
            if (tag !== 152) {
              break;
            }

            message.endedMs = longToNumber(reader.int64());
            continue;
          }
          case 20: {
            if (tag !== 162) {
              break;
            }

            message.tasks.push(Task.decode(reader, reader.uint32()));
            continue;
          }
          case 21: {
            if (tag !== 170) {
              break;
            }

            message.verdicts.push(CheckVerdict.decode(reader, reader.uint32()));
            continue;
          }
          case 22: {
            if (tag !== 178) {
              break;
            }

            message.pendingApproval = Approval.decode(reader, reader.uint32());
            continue;
          }
          case 23: {
            if (tag !== 184) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 24: {
            if (tag !== 194) {
              break;
            }

            message.findings.push(Finding.decode(reader, reader.uint32()));
            continue;
          }
          case 25: {
            if (tag !== 202) {
              break;
            }

            message.failures.push(FailureLink.decode(reader, reader.uint32()));
            continue;
          }
          case 26: {
            if (tag !== 210) {
              break;
            }

            message.artifacts.push(Artifact.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Mission>, I>>(base?: I): Mission {
    return Mission.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Mission>, I>>(object: I): Mission {
    const message = createBaseMission();
    message.missionId = object.missionId ?? "";
    message.title = object.title ?? "";
    message.description = object.description ?? "";
    message.state = object.state ?? "";
    message.reason = object.reason ?? "";
    message.repositoryId = object.repositoryId ?? "";
    message.baseBranch = object.baseBranch ?? "";
    message.branch = object.branch ?? "";
    message.baseCommit = object.baseCommit ?? "";
    message.headCommit = object.headCommit ?? "";
    message.pushedCommit = object.pushedCommit ?? "";
    message.project = object.project ?? "";
    message.stack = object.stack ?? "";
    message.budgetNanoUsd = object.budgetNanoUsd ?? 0;
    message.source = object.source ?? "";
    message.externalId = object.externalId ?? "";
    message.model = object.model ?? "";
    message.createdMs = object.createdMs ?? 0;
    message.endedMs = object.endedMs ?? 0;
    message.tasks = object.tasks?.map((e) => Task.fromPartial(e)) || [];
    message.verdicts = object.verdicts?.map((e) => CheckVerdict.fromPartial(e)) || [];
    message.pendingApproval = (object.pendingApproval !== undefined && object.pendingApproval !== null)
      ? Approval.fromPartial(object.pendingApproval)
      : undefined;
    message.position = object.position ?? 0;
    message.findings = object.findings?.map((e) => Finding.fromPartial(e)) || [];
    message.failures = object.failures?.map((e) => FailureLink.fromPartial(e)) || [];
    message.artifacts = object.artifacts?.map((e) => Artifact.fromPartial(e)) || [];
    return message;
  },
};

function createBaseTask(): Task {
  return {
    taskId: "",
    taskType: "",
    state: "",
    reason: "",
    attempts: 0,
    epoch: 0,
    agentId: "",
    leaseEndsMs: 0,
    readyAtMs: 0,
    progress: "",
    handler: "",
    ruleSetHash: "",
  };
}

export const Task: MessageFns<Task> = {
  encode(message: Task, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.taskType !== "") {
      writer.uint32(18).string(message.taskType);
    }
    if (message.state !== "") {
      writer.uint32(26).string(message.state);
    }
    if (message.reason !== "") {
      writer.uint32(34).string(message.reason);
    }
    if (message.attempts !== 0) {
      writer.uint32(40).uint32(message.attempts);
    }
    if (message.epoch !== 0) {
      writer.uint32(48).uint64(message.epoch);
    }
    if (message.agentId !== "") {
      writer.uint32(58).string(message.agentId);
    }
    if (message.leaseEndsMs !== 0) {
      writer.uint32(64).int64(message.leaseEndsMs);
    }
    if (message.readyAtMs !== 0) {
      writer.uint32(72).int64(message.readyAtMs);
    }
    if (message.progress !== "") {
      writer.uint32(82).string(message.progress);
    }
    if (message.handler !== "") {
      writer.uint32(90).string(message.handler);
    }
    if (message.ruleSetHash !== "") {
      writer.uint32(98).string(message.ruleSetHash);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Task {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTask();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.state = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.attempts = reader.uint32();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.epoch = longToNumber(reader.uint64());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.leaseEndsMs = longToNumber(reader.int64());
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.readyAtMs = longToNumber(reader.int64());
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.progress = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.handler = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.ruleSetHash = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Task>, I>>(base?: I): Task {
    return Task.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Task>, I>>(object: I): Task {
    const message = createBaseTask();
    message.taskId = object.taskId ?? "";
    message.taskType = object.taskType ?? "";
    message.state = object.state ?? "";
    message.reason = object.reason ?? "";
    message.attempts = object.attempts ?? 0;
    message.epoch = object.epoch ?? 0;
    message.agentId = object.agentId ?? "";
    message.leaseEndsMs = object.leaseEndsMs ?? 0;
    message.readyAtMs = object.readyAtMs ?? 0;
    message.progress = object.progress ?? "";
    message.handler = object.handler ?? "";
    message.ruleSetHash = object.ruleSetHash ?? "";
    return message;
  },
};

function createBaseCheckVerdict(): CheckVerdict {
  return {
    check: 0,
    name: "",
    verdict: "",
    evidence: "",
    controls: [],
    taskId: "",
    position: 0,
    step: "",
    policyHash: "",
  };
}

export const CheckVerdict: MessageFns<CheckVerdict> = {
  encode(message: CheckVerdict, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.check !== 0) {
      writer.uint32(8).uint32(message.check);
    }
    if (message.name !== "") {
      writer.uint32(18).string(message.name);
    }
    if (message.verdict !== "") {
      writer.uint32(26).string(message.verdict);
    }
    if (message.evidence !== "") {
      writer.uint32(34).string(message.evidence);
    }
    for (const v of message.controls) {
      writer.uint32(42).string(v!);
    }
    if (message.taskId !== "") {
      writer.uint32(50).string(message.taskId);
    }
    if (message.position !== 0) {
      writer.uint32(56).uint64(message.position);
    }
    if (message.step !== "") {
      writer.uint32(66).string(message.step);
    }
    if (message.policyHash !== "") {
      writer.uint32(74).string(message.policyHash);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CheckVerdict {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCheckVerdict();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.check = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.verdict = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.evidence = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.controls.push(reader.string());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.step = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.policyHash = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<CheckVerdict>, I>>(base?: I): CheckVerdict {
    return CheckVerdict.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CheckVerdict>, I>>(object: I): CheckVerdict {
    const message = createBaseCheckVerdict();
    message.check = object.check ?? 0;
    message.name = object.name ?? "";
    message.verdict = object.verdict ?? "";
    message.evidence = object.evidence ?? "";
    message.controls = object.controls?.map((e) => e) || [];
    message.taskId = object.taskId ?? "";
    message.position = object.position ?? 0;
    message.step = object.step ?? "";
    message.policyHash = object.policyHash ?? "";
    return message;
  },
};

function createBaseFinding(): Finding {
  return { source: "", text: "", attempt: 0, taskId: "", resultJson: "" };
}

export const Finding: MessageFns<Finding> = {
  encode(message: Finding, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.source !== "") {
      writer.uint32(10).string(message.source);
    }
    if (message.text !== "") {
      writer.uint32(18).string(message.text);
    }
    if (message.attempt !== 0) {
      writer.uint32(24).uint32(message.attempt);
    }
    if (message.taskId !== "") {
      writer.uint32(34).string(message.taskId);
    }
    if (message.resultJson !== "") {
      writer.uint32(42).string(message.resultJson);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Finding {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFinding();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.source = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.text = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.attempt = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.resultJson = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Finding>, I>>(base?: I): Finding {
    return Finding.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Finding>, I>>(object: I): Finding {
    const message = createBaseFinding();
    message.source = object.source ?? "";
    message.text = object.text ?? "";
    message.attempt = object.attempt ?? 0;
    message.taskId = object.taskId ?? "";
    message.resultJson = object.resultJson ?? "";
    return message;
  },
};

function createBaseFailureLink(): FailureLink {
  return { taskId: "", clusterId: "", ruleId: "", ruleText: "", ruleStage: "" };
}

export const FailureLink: MessageFns<FailureLink> = {
  encode(message: FailureLink, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.clusterId !== "") {
      writer.uint32(18).string(message.clusterId);
    }
    if (message.ruleId !== "") {
      writer.uint32(26).string(message.ruleId);
    }
    if (message.ruleText !== "") {
      writer.uint32(34).string(message.ruleText);
    }
    if (message.ruleStage !== "") {
      writer.uint32(42).string(message.ruleStage);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): FailureLink {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFailureLink();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.clusterId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.ruleId = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.ruleText = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.ruleStage = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<FailureLink>, I>>(base?: I): FailureLink {
    return FailureLink.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<FailureLink>, I>>(object: I): FailureLink {
    const message = createBaseFailureLink();
    message.taskId = object.taskId ?? "";
    message.clusterId = object.clusterId ?? "";
    message.ruleId = object.ruleId ?? "";
    message.ruleText = object.ruleText ?? "";
    message.ruleStage = object.ruleStage ?? "";
    return message;
  },
};

function createBaseArtifact(): Artifact {
  return { taskId: "", taskType: "", attempt: 0, digest: "", text: "", summary: "", commit: "" };
}

export const Artifact: MessageFns<Artifact> = {
  encode(message: Artifact, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.taskType !== "") {
      writer.uint32(18).string(message.taskType);
    }
    if (message.attempt !== 0) {
      writer.uint32(24).uint32(message.attempt);
    }
    if (message.digest !== "") {
      writer.uint32(34).string(message.digest);
    }
    if (message.text !== "") {
      writer.uint32(42).string(message.text);
    }
    if (message.summary !== "") {
      writer.uint32(50).string(message.summary);
    }
    if (message.commit !== "") {
      writer.uint32(58).string(message.commit);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Artifact {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseArtifact();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.attempt = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.digest = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.text = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.summary = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Artifact>, I>>(base?: I): Artifact {
    return Artifact.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Artifact>, I>>(object: I): Artifact {
    const message = createBaseArtifact();
    message.taskId = object.taskId ?? "";
    message.taskType = object.taskType ?? "";
    message.attempt = object.attempt ?? 0;
    message.digest = object.digest ?? "";
    message.text = object.text ?? "";
    message.summary = object.summary ?? "";
    message.commit = object.commit ?? "";
    return message;
  },
};

function createBaseMissionEvent(): MissionEvent {
  return { position: 0, missionId: "", type: "", taskId: "", atMs: 0, message: "", detailJson: "" };
}

export const MissionEvent: MessageFns<MissionEvent> = {
  encode(message: MissionEvent, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    if (message.missionId !== "") {
      writer.uint32(18).string(message.missionId);
    }
    if (message.type !== "") {
      writer.uint32(26).string(message.type);
    }
    if (message.taskId !== "") {
      writer.uint32(34).string(message.taskId);
    }
    if (message.atMs !== 0) {
      writer.uint32(40).int64(message.atMs);
    }
    if (message.message !== "") {
      writer.uint32(50).string(message.message);
    }
    if (message.detailJson !== "") {
      writer.uint32(58).string(message.detailJson);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): MissionEvent {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseMissionEvent();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.type = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.taskId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.atMs = longToNumber(reader.int64());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.message = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.detailJson = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<MissionEvent>, I>>(base?: I): MissionEvent {
    return MissionEvent.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<MissionEvent>, I>>(object: I): MissionEvent {
    const message = createBaseMissionEvent();
    message.position = object.position ?? 0;
    message.missionId = object.missionId ?? "";
    message.type = object.type ?? "";
    message.taskId = object.taskId ?? "";
    message.atMs = object.atMs ?? 0;
    message.message = object.message ?? "";
    message.detailJson = object.detailJson ?? "";
    return message;
  },
};

function createBaseApproval(): Approval {
  return {
    approvalId: "",
    missionId: "",
    subject: "",
    digest: "",
    text: "",
    state: "",
    approver: "",
    via: "",
    requestedMs: 0,
    decidedMs: 0,
  };
}

export const Approval: MessageFns<Approval> = {
  encode(message: Approval, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.approvalId !== "") {
      writer.uint32(10).string(message.approvalId);
    }
    if (message.missionId !== "") {
      writer.uint32(18).string(message.missionId);
    }
    if (message.subject !== "") {
      writer.uint32(26).string(message.subject);
    }
    if (message.digest !== "") {
      writer.uint32(34).string(message.digest);
    }
    if (message.text !== "") {
      writer.uint32(42).string(message.text);
    }
    if (message.state !== "") {
      writer.uint32(50).string(message.state);
    }
    if (message.approver !== "") {
      writer.uint32(58).string(message.approver);
    }
    if (message.via !== "") {
      writer.uint32(66).string(message.via);
    }
    if (message.requestedMs !== 0) {
      writer.uint32(72).int64(message.requestedMs);
    }
    if (message.decidedMs !== 0) {
      writer.uint32(80).int64(message.decidedMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Approval {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseApproval();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.approvalId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.subject = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.digest = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.text = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.state = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.approver = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.via = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.requestedMs = longToNumber(reader.int64());
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.decidedMs = longToNumber(reader.int64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Approval>, I>>(base?: I): Approval {
    return Approval.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Approval>, I>>(object: I): Approval {
    const message = createBaseApproval();
    message.approvalId = object.approvalId ?? "";
    message.missionId = object.missionId ?? "";
    message.subject = object.subject ?? "";
    message.digest = object.digest ?? "";
    message.text = object.text ?? "";
    message.state = object.state ?? "";
    message.approver = object.approver ?? "";
    message.via = object.via ?? "";
    message.requestedMs = object.requestedMs ?? 0;
    message.decidedMs = object.decidedMs ?? 0;
    return message;
  },
};

function createBaseListApprovalsRequest(): ListApprovalsRequest {
  return { missionId: "", pendingOnly: false };
}

export const ListApprovalsRequest: MessageFns<ListApprovalsRequest> = {
  encode(message: ListApprovalsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    if (message.pendingOnly !== false) {
      writer.uint32(16).bool(message.pendingOnly);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListApprovalsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListApprovalsRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.pendingOnly = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ListApprovalsRequest>, I>>(base?: I): ListApprovalsRequest {
    return ListApprovalsRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListApprovalsRequest>, I>>(object: I): ListApprovalsRequest {
    const message = createBaseListApprovalsRequest();
    message.missionId = object.missionId ?? "";
    message.pendingOnly = object.pendingOnly ?? false;
    return message;
  },
};

function createBaseListApprovalsReply(): ListApprovalsReply {
  return { approvals: [] };
}

export const ListApprovalsReply: MessageFns<ListApprovalsReply> = {
  encode(message: ListApprovalsReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.approvals) {
      Approval.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListApprovalsReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListApprovalsReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.approvals.push(Approval.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ListApprovalsReply>, I>>(base?: I): ListApprovalsReply {
    return ListApprovalsReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListApprovalsReply>, I>>(object: I): ListApprovalsReply {
    const message = createBaseListApprovalsReply();
    message.approvals = object.approvals?.map((e) => Approval.fromPartial(e)) || [];
    return message;
  },
};

function createBaseDecideApprovalRequest(): DecideApprovalRequest {
  return { approvalId: "", digest: "", approve: false, comment: "", via: "", onBehalfOf: "" };
}

export const DecideApprovalRequest: MessageFns<DecideApprovalRequest> = {
  encode(message: DecideApprovalRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.approvalId !== "") {
      writer.uint32(10).string(message.approvalId);
    }
    if (message.digest !== "") {
      writer.uint32(18).string(message.digest);
    }
    if (message.approve !== false) {
      writer.uint32(24).bool(message.approve);
    }
    if (message.comment !== "") {
      writer.uint32(34).string(message.comment);
    }
    if (message.via !== "") {
      writer.uint32(42).string(message.via);
    }
    if (message.onBehalfOf !== "") {
      writer.uint32(50).string(message.onBehalfOf);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): DecideApprovalRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDecideApprovalRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.approvalId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.digest = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.approve = reader.bool();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.comment = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.via = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.onBehalfOf = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<DecideApprovalRequest>, I>>(base?: I): DecideApprovalRequest {
    return DecideApprovalRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<DecideApprovalRequest>, I>>(object: I): DecideApprovalRequest {
    const message = createBaseDecideApprovalRequest();
    message.approvalId = object.approvalId ?? "";
    message.digest = object.digest ?? "";
    message.approve = object.approve ?? false;
    message.comment = object.comment ?? "";
    message.via = object.via ?? "";
    message.onBehalfOf = object.onBehalfOf ?? "";
    return message;
  },
};

function createBaseHaltRequest(): HaltRequest {
  return { scope: "", id: "", reason: "" };
}

export const HaltRequest: MessageFns<HaltRequest> = {
  encode(message: HaltRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.scope !== "") {
      writer.uint32(10).string(message.scope);
    }
    if (message.id !== "") {
      writer.uint32(18).string(message.id);
    }
    if (message.reason !== "") {
      writer.uint32(26).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HaltRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHaltRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.scope = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.id = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<HaltRequest>, I>>(base?: I): HaltRequest {
    return HaltRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HaltRequest>, I>>(object: I): HaltRequest {
    const message = createBaseHaltRequest();
    message.scope = object.scope ?? "";
    message.id = object.id ?? "";
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseGetHaltStateRequest(): GetHaltStateRequest {
  return {};
}

export const GetHaltStateRequest: MessageFns<GetHaltStateRequest> = {
  encode(_: GetHaltStateRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetHaltStateRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetHaltStateRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<GetHaltStateRequest>, I>>(base?: I): GetHaltStateRequest {
    return GetHaltStateRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetHaltStateRequest>, I>>(_: I): GetHaltStateRequest {
    const message = createBaseGetHaltStateRequest();
    return message;
  },
};

function createBaseHaltState(): HaltState {
  return { operational: false, entries: [], epoch: 0, leasesOpen: 0 };
}

export const HaltState: MessageFns<HaltState> = {
  encode(message: HaltState, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.operational !== false) {
      writer.uint32(8).bool(message.operational);
    }
    for (const v of message.entries) {
      HaltEntry.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.epoch !== 0) {
      writer.uint32(24).uint64(message.epoch);
    }
    if (message.leasesOpen !== 0) {
      writer.uint32(32).uint32(message.leasesOpen);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HaltState {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHaltState();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.operational = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.entries.push(HaltEntry.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.epoch = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.leasesOpen = reader.uint32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<HaltState>, I>>(base?: I): HaltState {
    return HaltState.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HaltState>, I>>(object: I): HaltState {
    const message = createBaseHaltState();
    message.operational = object.operational ?? false;
    message.entries = object.entries?.map((e) => HaltEntry.fromPartial(e)) || [];
    message.epoch = object.epoch ?? 0;
    message.leasesOpen = object.leasesOpen ?? 0;
    return message;
  },
};

function createBaseHaltEntry(): HaltEntry {
  return { scope: "", id: "", reason: "", actor: "", sinceMs: 0 };
}

export const HaltEntry: MessageFns<HaltEntry> = {
  encode(message: HaltEntry, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.scope !== "") {
      writer.uint32(10).string(message.scope);
    }
    if (message.id !== "") {
      writer.uint32(18).string(message.id);
    }
    if (message.reason !== "") {
      writer.uint32(26).string(message.reason);
    }
    if (message.actor !== "") {
      writer.uint32(34).string(message.actor);
    }
    if (message.sinceMs !== 0) {
      writer.uint32(40).int64(message.sinceMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HaltEntry {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHaltEntry();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.scope = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.id = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.actor = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.sinceMs = longToNumber(reader.int64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<HaltEntry>, I>>(base?: I): HaltEntry {
    return HaltEntry.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HaltEntry>, I>>(object: I): HaltEntry {
    const message = createBaseHaltEntry();
    message.scope = object.scope ?? "";
    message.id = object.id ?? "";
    message.reason = object.reason ?? "";
    message.actor = object.actor ?? "";
    message.sinceMs = object.sinceMs ?? 0;
    return message;
  },
};

function createBaseListAgentsRequest(): ListAgentsRequest {
  return {};
}

export const ListAgentsRequest: MessageFns<ListAgentsRequest> = {
  encode(_: ListAgentsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListAgentsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListAgentsRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ListAgentsRequest>, I>>(base?: I): ListAgentsRequest {
    return ListAgentsRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListAgentsRequest>, I>>(_: I): ListAgentsRequest {
    const message = createBaseListAgentsRequest();
    return message;
  },
};

function createBaseListAgentsReply(): ListAgentsReply {
  return { agents: [] };
}

export const ListAgentsReply: MessageFns<ListAgentsReply> = {
  encode(message: ListAgentsReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.agents) {
      Agent.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListAgentsReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListAgentsReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.agents.push(Agent.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<ListAgentsReply>, I>>(base?: I): ListAgentsReply {
    return ListAgentsReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListAgentsReply>, I>>(object: I): ListAgentsReply {
    const message = createBaseListAgentsReply();
    message.agents = object.agents?.map((e) => Agent.fromPartial(e)) || [];
    return message;
  },
};

function createBaseAgent(): Agent {
  return { agentId: "", name: "", kind: "", capabilities: [], version: "", lastSeenMs: 0, leases: 0, metricsUrl: "" };
}

export const Agent: MessageFns<Agent> = {
  encode(message: Agent, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.agentId !== "") {
      writer.uint32(10).string(message.agentId);
    }
    if (message.name !== "") {
      writer.uint32(18).string(message.name);
    }
    if (message.kind !== "") {
      writer.uint32(26).string(message.kind);
    }
    for (const v of message.capabilities) {
      writer.uint32(34).string(v!);
    }
    if (message.version !== "") {
      writer.uint32(42).string(message.version);
    }
    if (message.lastSeenMs !== 0) {
      writer.uint32(48).int64(message.lastSeenMs);
    }
    if (message.leases !== 0) {
      writer.uint32(56).uint32(message.leases);
    }
    if (message.metricsUrl !== "") {
      writer.uint32(66).string(message.metricsUrl);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Agent {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAgent();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.kind = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.capabilities.push(reader.string());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.version = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.lastSeenMs = longToNumber(reader.int64());
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.leases = reader.uint32();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.metricsUrl = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create<I extends Exact<DeepPartial<Agent>, I>>(base?: I): Agent {
    return Agent.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Agent>, I>>(object: I): Agent {
    const message = createBaseAgent();
    message.agentId = object.agentId ?? "";
    message.name = object.name ?? "";
    message.kind = object.kind ?? "";
    message.capabilities = object.capabilities?.map((e) => e) || [];
    message.version = object.version ?? "";
    message.lastSeenMs = object.lastSeenMs ?? 0;
    message.leases = object.leases ?? 0;
    message.metricsUrl = object.metricsUrl ?? "";
    return message;
  },
};

export type OrchestratorService = typeof OrchestratorService;
export const OrchestratorService = {
  /** Original. */
  registerAgent: {
    path: "/orchestrator.Orchestrator/RegisterAgent" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: AgentInfo): Buffer => Buffer.from(AgentInfo.encode(value).finish()),
    requestDeserialize: (value: Buffer): AgentInfo => AgentInfo.decode(value),
    responseSerialize: (value: RegisterResponse): Buffer => Buffer.from(RegisterResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): RegisterResponse => RegisterResponse.decode(value),
  },
  /** long poll; nothing in time: task_id is empty */
  pollTask: {
    path: "/orchestrator.Orchestrator/PollTask" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: AgentQuery): Buffer => Buffer.from(AgentQuery.encode(value).finish()),
    requestDeserialize: (value: Buffer): AgentQuery => AgentQuery.decode(value),
    responseSerialize: (value: TaskAssignment): Buffer => Buffer.from(TaskAssignment.encode(value).finish()),
    responseDeserialize: (value: Buffer): TaskAssignment => TaskAssignment.decode(value),
  },
  submitResult: {
    path: "/orchestrator.Orchestrator/SubmitResult" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: TaskResult): Buffer => Buffer.from(TaskResult.encode(value).finish()),
    requestDeserialize: (value: Buffer): TaskResult => TaskResult.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  /** Workers. */
  workStream: {
    path: "/orchestrator.Orchestrator/WorkStream" as const,
    requestStream: true as const,
    responseStream: true as const,
    requestSerialize: (value: WorkerMessage): Buffer => Buffer.from(WorkerMessage.encode(value).finish()),
    requestDeserialize: (value: Buffer): WorkerMessage => WorkerMessage.decode(value),
    responseSerialize: (value: DispatcherMessage): Buffer => Buffer.from(DispatcherMessage.encode(value).finish()),
    responseDeserialize: (value: Buffer): DispatcherMessage => DispatcherMessage.decode(value),
  },
  heartbeat: {
    path: "/orchestrator.Orchestrator/Heartbeat" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: HeartbeatRequest): Buffer => Buffer.from(HeartbeatRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): HeartbeatRequest => HeartbeatRequest.decode(value),
    responseSerialize: (value: HeartbeatReply): Buffer => Buffer.from(HeartbeatReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): HeartbeatReply => HeartbeatReply.decode(value),
  },
  /** role service: asked before every side effect */
  confirmLease: {
    path: "/orchestrator.Orchestrator/ConfirmLease" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ConfirmLeaseRequest): Buffer => Buffer.from(ConfirmLeaseRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ConfirmLeaseRequest => ConfirmLeaseRequest.decode(value),
    responseSerialize: (value: LeaseStatus): Buffer => Buffer.from(LeaseStatus.encode(value).finish()),
    responseDeserialize: (value: Buffer): LeaseStatus => LeaseStatus.decode(value),
  },
  /** People and bridges. */
  createMission: {
    path: "/orchestrator.Orchestrator/CreateMission" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: CreateMissionRequest): Buffer => Buffer.from(CreateMissionRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): CreateMissionRequest => CreateMissionRequest.decode(value),
    responseSerialize: (value: CreateMissionReply): Buffer => Buffer.from(CreateMissionReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): CreateMissionReply => CreateMissionReply.decode(value),
  },
  getMission: {
    path: "/orchestrator.Orchestrator/GetMission" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: GetMissionRequest): Buffer => Buffer.from(GetMissionRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): GetMissionRequest => GetMissionRequest.decode(value),
    responseSerialize: (value: Mission): Buffer => Buffer.from(Mission.encode(value).finish()),
    responseDeserialize: (value: Buffer): Mission => Mission.decode(value),
  },
  listMissions: {
    path: "/orchestrator.Orchestrator/ListMissions" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListMissionsRequest): Buffer => Buffer.from(ListMissionsRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListMissionsRequest => ListMissionsRequest.decode(value),
    responseSerialize: (value: ListMissionsReply): Buffer => Buffer.from(ListMissionsReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListMissionsReply => ListMissionsReply.decode(value),
  },
  cancelMission: {
    path: "/orchestrator.Orchestrator/CancelMission" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: CancelMissionRequest): Buffer => Buffer.from(CancelMissionRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): CancelMissionRequest => CancelMissionRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  watchMissions: {
    path: "/orchestrator.Orchestrator/WatchMissions" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: WatchMissionsRequest): Buffer => Buffer.from(WatchMissionsRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): WatchMissionsRequest => WatchMissionsRequest.decode(value),
    responseSerialize: (value: MissionEvent): Buffer => Buffer.from(MissionEvent.encode(value).finish()),
    responseDeserialize: (value: Buffer): MissionEvent => MissionEvent.decode(value),
  },
  listApprovals: {
    path: "/orchestrator.Orchestrator/ListApprovals" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListApprovalsRequest): Buffer => Buffer.from(ListApprovalsRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListApprovalsRequest => ListApprovalsRequest.decode(value),
    responseSerialize: (value: ListApprovalsReply): Buffer => Buffer.from(ListApprovalsReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListApprovalsReply => ListApprovalsReply.decode(value),
  },
  decideApproval: {
    path: "/orchestrator.Orchestrator/DecideApproval" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: DecideApprovalRequest): Buffer =>
      Buffer.from(DecideApprovalRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): DecideApprovalRequest => DecideApprovalRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  halt: {
    path: "/orchestrator.Orchestrator/Halt" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: HaltRequest): Buffer => Buffer.from(HaltRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): HaltRequest => HaltRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  resume: {
    path: "/orchestrator.Orchestrator/Resume" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: HaltRequest): Buffer => Buffer.from(HaltRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): HaltRequest => HaltRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  getHaltState: {
    path: "/orchestrator.Orchestrator/GetHaltState" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: GetHaltStateRequest): Buffer => Buffer.from(GetHaltStateRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): GetHaltStateRequest => GetHaltStateRequest.decode(value),
    responseSerialize: (value: HaltState): Buffer => Buffer.from(HaltState.encode(value).finish()),
    responseDeserialize: (value: Buffer): HaltState => HaltState.decode(value),
  },
  listAgents: {
    path: "/orchestrator.Orchestrator/ListAgents" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListAgentsRequest): Buffer => Buffer.from(ListAgentsRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListAgentsRequest => ListAgentsRequest.decode(value),
    responseSerialize: (value: ListAgentsReply): Buffer => Buffer.from(ListAgentsReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListAgentsReply => ListAgentsReply.decode(value),
  },
} as const;

export interface OrchestratorServer extends UntypedServiceImplementation {
  /** Original. */
  registerAgent: handleUnaryCall<AgentInfo, RegisterResponse>;
  /** long poll; nothing in time: task_id is empty */
  pollTask: handleUnaryCall<AgentQuery, TaskAssignment>;
  submitResult: handleUnaryCall<TaskResult, Ack>;
  /** Workers. */
  workStream: handleBidiStreamingCall<WorkerMessage, DispatcherMessage>;
  heartbeat: handleUnaryCall<HeartbeatRequest, HeartbeatReply>;
  /** role service: asked before every side effect */
  confirmLease: handleUnaryCall<ConfirmLeaseRequest, LeaseStatus>;
  /** People and bridges. */
  createMission: handleUnaryCall<CreateMissionRequest, CreateMissionReply>;
  getMission: handleUnaryCall<GetMissionRequest, Mission>;
  listMissions: handleUnaryCall<ListMissionsRequest, ListMissionsReply>;
  cancelMission: handleUnaryCall<CancelMissionRequest, Ack>;
  watchMissions: handleServerStreamingCall<WatchMissionsRequest, MissionEvent>;
  listApprovals: handleUnaryCall<ListApprovalsRequest, ListApprovalsReply>;
  decideApproval: handleUnaryCall<DecideApprovalRequest, Ack>;
  halt: handleUnaryCall<HaltRequest, Ack>;
  resume: handleUnaryCall<HaltRequest, Ack>;
  getHaltState: handleUnaryCall<GetHaltStateRequest, HaltState>;
  listAgents: handleUnaryCall<ListAgentsRequest, ListAgentsReply>;
}

export interface OrchestratorClient extends Client {
  /** Original. */
  registerAgent(
    request: AgentInfo,
    callback: (error: ServiceError | null, response: RegisterResponse) => void,
  ): ClientUnaryCall;
  registerAgent(
    request: AgentInfo,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: RegisterResponse) => void,
  ): ClientUnaryCall;
  registerAgent(
    request: AgentInfo,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: RegisterResponse) => void,
  ): ClientUnaryCall;
  /** long poll; nothing in time: task_id is empty */
  pollTask(
    request: AgentQuery,
    callback: (error: ServiceError | null, response: TaskAssignment) => void,
  ): ClientUnaryCall;
  pollTask(
    request: AgentQuery,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: TaskAssignment) => void,
  ): ClientUnaryCall;
  pollTask(
    request: AgentQuery,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: TaskAssignment) => void,
  ): ClientUnaryCall;
  submitResult(request: TaskResult, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  submitResult(
    request: TaskResult,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  submitResult(
    request: TaskResult,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  /** Workers. */
  workStream(): ClientDuplexStream<WorkerMessage, DispatcherMessage>;
  workStream(options: Partial<CallOptions>): ClientDuplexStream<WorkerMessage, DispatcherMessage>;
  workStream(metadata: Metadata, options?: Partial<CallOptions>): ClientDuplexStream<WorkerMessage, DispatcherMessage>;
  heartbeat(
    request: HeartbeatRequest,
    callback: (error: ServiceError | null, response: HeartbeatReply) => void,
  ): ClientUnaryCall;
  heartbeat(
    request: HeartbeatRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: HeartbeatReply) => void,
  ): ClientUnaryCall;
  heartbeat(
    request: HeartbeatRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: HeartbeatReply) => void,
  ): ClientUnaryCall;
  /** role service: asked before every side effect */
  confirmLease(
    request: ConfirmLeaseRequest,
    callback: (error: ServiceError | null, response: LeaseStatus) => void,
  ): ClientUnaryCall;
  confirmLease(
    request: ConfirmLeaseRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: LeaseStatus) => void,
  ): ClientUnaryCall;
  confirmLease(
    request: ConfirmLeaseRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: LeaseStatus) => void,
  ): ClientUnaryCall;
  /** People and bridges. */
  createMission(
    request: CreateMissionRequest,
    callback: (error: ServiceError | null, response: CreateMissionReply) => void,
  ): ClientUnaryCall;
  createMission(
    request: CreateMissionRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: CreateMissionReply) => void,
  ): ClientUnaryCall;
  createMission(
    request: CreateMissionRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: CreateMissionReply) => void,
  ): ClientUnaryCall;
  getMission(
    request: GetMissionRequest,
    callback: (error: ServiceError | null, response: Mission) => void,
  ): ClientUnaryCall;
  getMission(
    request: GetMissionRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Mission) => void,
  ): ClientUnaryCall;
  getMission(
    request: GetMissionRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Mission) => void,
  ): ClientUnaryCall;
  listMissions(
    request: ListMissionsRequest,
    callback: (error: ServiceError | null, response: ListMissionsReply) => void,
  ): ClientUnaryCall;
  listMissions(
    request: ListMissionsRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListMissionsReply) => void,
  ): ClientUnaryCall;
  listMissions(
    request: ListMissionsRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListMissionsReply) => void,
  ): ClientUnaryCall;
  cancelMission(
    request: CancelMissionRequest,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  cancelMission(
    request: CancelMissionRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  cancelMission(
    request: CancelMissionRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  watchMissions(request: WatchMissionsRequest, options?: Partial<CallOptions>): ClientReadableStream<MissionEvent>;
  watchMissions(
    request: WatchMissionsRequest,
    metadata?: Metadata,
    options?: Partial<CallOptions>,
  ): ClientReadableStream<MissionEvent>;
  listApprovals(
    request: ListApprovalsRequest,
    callback: (error: ServiceError | null, response: ListApprovalsReply) => void,
  ): ClientUnaryCall;
  listApprovals(
    request: ListApprovalsRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListApprovalsReply) => void,
  ): ClientUnaryCall;
  listApprovals(
    request: ListApprovalsRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListApprovalsReply) => void,
  ): ClientUnaryCall;
  decideApproval(
    request: DecideApprovalRequest,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  decideApproval(
    request: DecideApprovalRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  decideApproval(
    request: DecideApprovalRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  halt(request: HaltRequest, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  halt(
    request: HaltRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  halt(
    request: HaltRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  resume(request: HaltRequest, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  resume(
    request: HaltRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  resume(
    request: HaltRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  getHaltState(
    request: GetHaltStateRequest,
    callback: (error: ServiceError | null, response: HaltState) => void,
  ): ClientUnaryCall;
  getHaltState(
    request: GetHaltStateRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: HaltState) => void,
  ): ClientUnaryCall;
  getHaltState(
    request: GetHaltStateRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: HaltState) => void,
  ): ClientUnaryCall;
  listAgents(
    request: ListAgentsRequest,
    callback: (error: ServiceError | null, response: ListAgentsReply) => void,
  ): ClientUnaryCall;
  listAgents(
    request: ListAgentsRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListAgentsReply) => void,
  ): ClientUnaryCall;
  listAgents(
    request: ListAgentsRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListAgentsReply) => void,
  ): ClientUnaryCall;
}

export const OrchestratorClient = makeGenericClientConstructor(
  OrchestratorService,
  "orchestrator.Orchestrator",
) as unknown as {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): OrchestratorClient;
  service: typeof OrchestratorService;
  serviceName: string;
};

type Builtin = Date | Function | Uint8Array | string | number | boolean | undefined;

export type DeepPartial<T> = T extends Builtin ? T
  : T extends globalThis.Array<infer U> ? globalThis.Array<DeepPartial<U>>
  : T extends ReadonlyArray<infer U> ? ReadonlyArray<DeepPartial<U>>
  : T extends { $case: string; value: unknown } ? { $case: T["$case"]; value?: DeepPartial<T["value"]> }
  : T extends {} ? { [K in keyof T]?: DeepPartial<T[K]> }
  : Partial<T>;

type KeysOfUnion<T> = T extends T ? keyof T : never;
export type Exact<P, I extends P> = P extends Builtin ? P
  : P & { [K in keyof P]: Exact<P[K], I[K]> } & { [K in Exclude<keyof I, KeysOfUnion<P>>]: never };

function longToNumber(int64: { toString(): string }): number {
  const num = globalThis.Number(int64.toString());
  if (num > globalThis.Number.MAX_SAFE_INTEGER) {
    throw new globalThis.Error("Value is larger than Number.MAX_SAFE_INTEGER");
  }
  if (num < globalThis.Number.MIN_SAFE_INTEGER) {
    throw new globalThis.Error("Value is smaller than Number.MIN_SAFE_INTEGER");
  }
  return num;
}

export interface MessageFns<T> {
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): T;
  create<I extends Exact<DeepPartial<T>, I>>(base?: I): T;
  fromPartial<I extends Exact<DeepPartial<T>, I>>(object: I): T;
}
