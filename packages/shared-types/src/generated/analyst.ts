// Generated from protos/ by `npm run generate`. Do not edit.
/* eslint-disable */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientUnaryCall,
  type ClientWritableStream,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleUnaryCall,
  makeGenericClientConstructor,
  type Metadata,
  type ServiceError,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

export const protobufPackage = "analyst";

export const protobufFileName = "analyst.proto";

/** The analyst: failures in, clusters and Golden Rules out. */

export interface FailureEvent {
  agentId: string;
  taskId: string;
  /** at most 1 MiB; longer is cut in the middle and marked */
  errorLog: string;
  /** technology stack ("python"); a value with newlines is a stack trace */
  stack: string;
  /** added */
  idempotencyKey: string;
  role: string;
  taskType: string;
  missionId: string;
  /** "gate" | "review" | "agent" | "lease" */
  source: string;
}

export interface AnalysisResult {
  ruleGenerated: boolean;
  ruleContent: string;
  /** added */
  clusterId: string;
  clusterCount: number;
  /** the cluster's rule, new or known */
  rule: GoldenRule | undefined;
}

export interface RuleQuery {
  role: string;
  stack: string;
  taskType: string;
  text: string;
  limit: number;
}

export interface RuleList {
  /** texts of the binding rules */
  rules: string[];
  /** added: binding rules and, where asked by added request metadata, advice */
  details: GoldenRule[];
  /** added: SHA-256 over the binding texts, hex */
  ruleSetHash: string;
}

export interface GoldenRule {
  ruleId: string;
  text: string;
  /** "candidate" | "shadow" | "canary" | "binding" | "retired" */
  stage: string;
  clusterId: string;
  /** "" = any */
  role: string;
  stack: string;
  taskType: string;
  /** failure ids */
  derivedFrom: string[];
  /** "template" | a model's name | "person:<name>" */
  wordedBy: string;
  createdMs: number;
  decidedBy: string;
  pinned: boolean;
  /** IRI that nist:HardConstraint is written on when it binds */
  target: string;
  /** every cluster that it answers */
  clusterIds: string[];
  evidence:
    | RuleEvidence
    | undefined;
  /** newest 50, oldest first; only where one rule is asked for */
  history: RuleDecision[];
}

export interface RuleEvidence {
  /** tasks that had it */
  applied: number;
  /** of these, tasks that succeeded */
  succeeded: number;
  /** failures of its clusters since it binds */
  recurred: number;
}

export interface RuleDecision {
  atMs: number;
  decision: string;
  actor: string;
  reason: string;
  text: string;
}

export interface FailureCluster {
  clusterId: string;
  /** hex */
  signature: string;
  /** with typed slots */
  template: string;
  example: string;
  count: number;
  firstSeenMs: number;
  lastSeenMs: number;
  ruleId: string;
  /** failure ids, newest 100 */
  members: string[];
  kind: string;
  /** distinct tasks that met it; 100 stands for 100 and more */
  tasks: number;
}

export interface ListClustersRequest {
  limit: number;
  clusterId: string;
}

export interface ListClustersReply {
  clusters: FailureCluster[];
  /** all that were counted */
  failures: number;
  /** of these, in the catch-all cluster: there was no room for a cluster of their own */
  unplaced: number;
  /** of these, known by their last lines only: no mark of a failure was found in them */
  unrecognised: number;
  clusterCount: number;
}

export interface ListRulesRequest {
  stage: string;
  ruleId: string;
}

export interface ListRulesReply {
  rules: GoldenRule[];
}

export interface DecideRuleRequest {
  ruleId: string;
  decision: string;
  text: string;
  reason: string;
}

export interface DecideRuleReply {
  ok: boolean;
  message: string;
  rule: GoldenRule | undefined;
}

export interface BulkReport {
  received: number;
  counted: number;
  duplicates: number;
  refused: number;
  /** the first 100 */
  refusals: BulkRefusal[];
  rulesProposed: number;
}

export interface BulkRefusal {
  index: number;
  idempotencyKey: string;
  reason: string;
}

export interface LogLines {
  /** without line ends; at most 100,000 */
  lines: string[];
  /** answer with one cluster id a line */
  wantIds: boolean;
}

export interface LogClusters {
  /** one a line, in order; ids may be joined later (joined), never split */
  ids: number[];
  /** in the last reply, largest first, at most 10,000 and 4 MiB */
  clusters: LogCluster[];
  /** in the last reply: ids given in this stream that are part of others now */
  joined: JoinedId[];
  /** so far */
  lines: number;
  /** of these, in catch-all clusters */
  unplaced: number;
}

export interface LogCluster {
  id: number;
  template: string;
  count: number;
  example: string;
  catchAll: boolean;
}

export interface JoinedId {
  id: number;
  partOf: number;
}

export interface RuleTrial {
  /** the lease; a trial is counted once per rule and key */
  idempotencyKey: string;
  taskId: string;
  /** rules that the task had, at most 20 */
  ruleIds: string[];
  succeeded: boolean;
}

export interface RuleTrialReply {
  counted: number;
}

function createBaseFailureEvent(): FailureEvent {
  return {
    agentId: "",
    taskId: "",
    errorLog: "",
    stack: "",
    idempotencyKey: "",
    role: "",
    taskType: "",
    missionId: "",
    source: "",
  };
}

export const FailureEvent: MessageFns<FailureEvent> = {
  encode(message: FailureEvent, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.agentId !== "") {
      writer.uint32(10).string(message.agentId);
    }
    if (message.taskId !== "") {
      writer.uint32(18).string(message.taskId);
    }
    if (message.errorLog !== "") {
      writer.uint32(26).string(message.errorLog);
    }
    if (message.stack !== "") {
      writer.uint32(34).string(message.stack);
    }
    if (message.idempotencyKey !== "") {
      writer.uint32(42).string(message.idempotencyKey);
    }
    if (message.role !== "") {
      writer.uint32(50).string(message.role);
    }
    if (message.taskType !== "") {
      writer.uint32(58).string(message.taskType);
    }
    if (message.missionId !== "") {
      writer.uint32(66).string(message.missionId);
    }
    if (message.source !== "") {
      writer.uint32(74).string(message.source);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): FailureEvent {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFailureEvent();
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

            message.taskId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.errorLog = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.idempotencyKey = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.role = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.source = reader.string();
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

  create<I extends Exact<DeepPartial<FailureEvent>, I>>(base?: I): FailureEvent {
    return FailureEvent.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<FailureEvent>, I>>(object: I): FailureEvent {
    const message = createBaseFailureEvent();
    message.agentId = object.agentId ?? "";
    message.taskId = object.taskId ?? "";
    message.errorLog = object.errorLog ?? "";
    message.stack = object.stack ?? "";
    message.idempotencyKey = object.idempotencyKey ?? "";
    message.role = object.role ?? "";
    message.taskType = object.taskType ?? "";
    message.missionId = object.missionId ?? "";
    message.source = object.source ?? "";
    return message;
  },
};

function createBaseAnalysisResult(): AnalysisResult {
  return { ruleGenerated: false, ruleContent: "", clusterId: "", clusterCount: 0, rule: undefined };
}

export const AnalysisResult: MessageFns<AnalysisResult> = {
  encode(message: AnalysisResult, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ruleGenerated !== false) {
      writer.uint32(8).bool(message.ruleGenerated);
    }
    if (message.ruleContent !== "") {
      writer.uint32(18).string(message.ruleContent);
    }
    if (message.clusterId !== "") {
      writer.uint32(26).string(message.clusterId);
    }
    if (message.clusterCount !== 0) {
      writer.uint32(32).uint64(message.clusterCount);
    }
    if (message.rule !== undefined) {
      GoldenRule.encode(message.rule, writer.uint32(42).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): AnalysisResult {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAnalysisResult();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.ruleGenerated = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.ruleContent = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.clusterId = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.clusterCount = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.rule = GoldenRule.decode(reader, reader.uint32());
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

  create<I extends Exact<DeepPartial<AnalysisResult>, I>>(base?: I): AnalysisResult {
    return AnalysisResult.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<AnalysisResult>, I>>(object: I): AnalysisResult {
    const message = createBaseAnalysisResult();
    message.ruleGenerated = object.ruleGenerated ?? false;
    message.ruleContent = object.ruleContent ?? "";
    message.clusterId = object.clusterId ?? "";
    message.clusterCount = object.clusterCount ?? 0;
    message.rule = (object.rule !== undefined && object.rule !== null)
      ? GoldenRule.fromPartial(object.rule)
      : undefined;
    return message;
  },
};

function createBaseRuleQuery(): RuleQuery {
  return { role: "", stack: "", taskType: "", text: "", limit: 0 };
}

export const RuleQuery: MessageFns<RuleQuery> = {
  encode(message: RuleQuery, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.role !== "") {
      writer.uint32(10).string(message.role);
    }
    if (message.stack !== "") {
      writer.uint32(18).string(message.stack);
    }
    if (message.taskType !== "") {
      writer.uint32(26).string(message.taskType);
    }
    if (message.text !== "") {
      writer.uint32(34).string(message.text);
    }
    if (message.limit !== 0) {
      writer.uint32(40).uint32(message.limit);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleQuery {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleQuery();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.role = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.text = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.limit = reader.uint32();
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

  create<I extends Exact<DeepPartial<RuleQuery>, I>>(base?: I): RuleQuery {
    return RuleQuery.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleQuery>, I>>(object: I): RuleQuery {
    const message = createBaseRuleQuery();
    message.role = object.role ?? "";
    message.stack = object.stack ?? "";
    message.taskType = object.taskType ?? "";
    message.text = object.text ?? "";
    message.limit = object.limit ?? 0;
    return message;
  },
};

function createBaseRuleList(): RuleList {
  return { rules: [], details: [], ruleSetHash: "" };
}

export const RuleList: MessageFns<RuleList> = {
  encode(message: RuleList, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.rules) {
      writer.uint32(10).string(v!);
    }
    for (const v of message.details) {
      GoldenRule.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.ruleSetHash !== "") {
      writer.uint32(26).string(message.ruleSetHash);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleList {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleList();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.rules.push(reader.string());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.details.push(GoldenRule.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
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

  create<I extends Exact<DeepPartial<RuleList>, I>>(base?: I): RuleList {
    return RuleList.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleList>, I>>(object: I): RuleList {
    const message = createBaseRuleList();
    message.rules = object.rules?.map((e) => e) || [];
    message.details = object.details?.map((e) => GoldenRule.fromPartial(e)) || [];
    message.ruleSetHash = object.ruleSetHash ?? "";
    return message;
  },
};

function createBaseGoldenRule(): GoldenRule {
  return {
    ruleId: "",
    text: "",
    stage: "",
    clusterId: "",
    role: "",
    stack: "",
    taskType: "",
    derivedFrom: [],
    wordedBy: "",
    createdMs: 0,
    decidedBy: "",
    pinned: false,
    target: "",
    clusterIds: [],
    evidence: undefined,
    history: [],
  };
}

export const GoldenRule: MessageFns<GoldenRule> = {
  encode(message: GoldenRule, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ruleId !== "") {
      writer.uint32(10).string(message.ruleId);
    }
    if (message.text !== "") {
      writer.uint32(18).string(message.text);
    }
    if (message.stage !== "") {
      writer.uint32(26).string(message.stage);
    }
    if (message.clusterId !== "") {
      writer.uint32(34).string(message.clusterId);
    }
    if (message.role !== "") {
      writer.uint32(42).string(message.role);
    }
    if (message.stack !== "") {
      writer.uint32(50).string(message.stack);
    }
    if (message.taskType !== "") {
      writer.uint32(58).string(message.taskType);
    }
    for (const v of message.derivedFrom) {
      writer.uint32(66).string(v!);
    }
    if (message.wordedBy !== "") {
      writer.uint32(74).string(message.wordedBy);
    }
    if (message.createdMs !== 0) {
      writer.uint32(80).int64(message.createdMs);
    }
    if (message.decidedBy !== "") {
      writer.uint32(90).string(message.decidedBy);
    }
    if (message.pinned !== false) {
      writer.uint32(96).bool(message.pinned);
    }
    if (message.target !== "") {
      writer.uint32(106).string(message.target);
    }
    for (const v of message.clusterIds) {
      writer.uint32(114).string(v!);
    }
    if (message.evidence !== undefined) {
      RuleEvidence.encode(message.evidence, writer.uint32(122).fork()).join();
    }
    for (const v of message.history) {
      RuleDecision.encode(v!, writer.uint32(130).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GoldenRule {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGoldenRule();
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

            message.text = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.stage = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.clusterId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.role = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.taskType = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.derivedFrom.push(reader.string());
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.wordedBy = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.createdMs = longToNumber(reader.int64());
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.decidedBy = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 96) {
              break;
            }

            message.pinned = reader.bool();
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }

            message.target = reader.string();
            continue;
          }
          case 14: {
            if (tag !== 114) {
              break;
            }

            message.clusterIds.push(reader.string());
            continue;
          }
          case 15: {
            if (tag !== 122) {
              break;
            }

            message.evidence = RuleEvidence.decode(reader, reader.uint32());
            continue;
          }
          case 16: {
            if (tag !== 130) {
              break;
            }

            message.history.push(RuleDecision.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<GoldenRule>, I>>(base?: I): GoldenRule {
    return GoldenRule.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GoldenRule>, I>>(object: I): GoldenRule {
    const message = createBaseGoldenRule();
    message.ruleId = object.ruleId ?? "";
    message.text = object.text ?? "";
    message.stage = object.stage ?? "";
    message.clusterId = object.clusterId ?? "";
    message.role = object.role ?? "";
    message.stack = object.stack ?? "";
    message.taskType = object.taskType ?? "";
    message.derivedFrom = object.derivedFrom?.map((e) => e) || [];
    message.wordedBy = object.wordedBy ?? "";
    message.createdMs = object.createdMs ?? 0;
    message.decidedBy = object.decidedBy ?? "";
    message.pinned = object.pinned ?? false;
    message.target = object.target ?? "";
    message.clusterIds = object.clusterIds?.map((e) => e) || [];
    message.evidence = (object.evidence !== undefined && object.evidence !== null)
      ? RuleEvidence.fromPartial(object.evidence)
      : undefined;
    message.history = object.history?.map((e) => RuleDecision.fromPartial(e)) || [];
    return message;
  },
};

function createBaseRuleEvidence(): RuleEvidence {
  return { applied: 0, succeeded: 0, recurred: 0 };
}

export const RuleEvidence: MessageFns<RuleEvidence> = {
  encode(message: RuleEvidence, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.applied !== 0) {
      writer.uint32(8).uint64(message.applied);
    }
    if (message.succeeded !== 0) {
      writer.uint32(16).uint64(message.succeeded);
    }
    if (message.recurred !== 0) {
      writer.uint32(24).uint64(message.recurred);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleEvidence {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleEvidence();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.applied = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.succeeded = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.recurred = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<RuleEvidence>, I>>(base?: I): RuleEvidence {
    return RuleEvidence.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleEvidence>, I>>(object: I): RuleEvidence {
    const message = createBaseRuleEvidence();
    message.applied = object.applied ?? 0;
    message.succeeded = object.succeeded ?? 0;
    message.recurred = object.recurred ?? 0;
    return message;
  },
};

function createBaseRuleDecision(): RuleDecision {
  return { atMs: 0, decision: "", actor: "", reason: "", text: "" };
}

export const RuleDecision: MessageFns<RuleDecision> = {
  encode(message: RuleDecision, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.atMs !== 0) {
      writer.uint32(8).int64(message.atMs);
    }
    if (message.decision !== "") {
      writer.uint32(18).string(message.decision);
    }
    if (message.actor !== "") {
      writer.uint32(26).string(message.actor);
    }
    if (message.reason !== "") {
      writer.uint32(34).string(message.reason);
    }
    if (message.text !== "") {
      writer.uint32(42).string(message.text);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleDecision {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleDecision();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.atMs = longToNumber(reader.int64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.decision = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.actor = reader.string();
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
            if (tag !== 42) {
              break;
            }

            message.text = reader.string();
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

  create<I extends Exact<DeepPartial<RuleDecision>, I>>(base?: I): RuleDecision {
    return RuleDecision.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleDecision>, I>>(object: I): RuleDecision {
    const message = createBaseRuleDecision();
    message.atMs = object.atMs ?? 0;
    message.decision = object.decision ?? "";
    message.actor = object.actor ?? "";
    message.reason = object.reason ?? "";
    message.text = object.text ?? "";
    return message;
  },
};

function createBaseFailureCluster(): FailureCluster {
  return {
    clusterId: "",
    signature: "",
    template: "",
    example: "",
    count: 0,
    firstSeenMs: 0,
    lastSeenMs: 0,
    ruleId: "",
    members: [],
    kind: "",
    tasks: 0,
  };
}

export const FailureCluster: MessageFns<FailureCluster> = {
  encode(message: FailureCluster, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.clusterId !== "") {
      writer.uint32(10).string(message.clusterId);
    }
    if (message.signature !== "") {
      writer.uint32(18).string(message.signature);
    }
    if (message.template !== "") {
      writer.uint32(26).string(message.template);
    }
    if (message.example !== "") {
      writer.uint32(34).string(message.example);
    }
    if (message.count !== 0) {
      writer.uint32(40).uint64(message.count);
    }
    if (message.firstSeenMs !== 0) {
      writer.uint32(48).int64(message.firstSeenMs);
    }
    if (message.lastSeenMs !== 0) {
      writer.uint32(56).int64(message.lastSeenMs);
    }
    if (message.ruleId !== "") {
      writer.uint32(66).string(message.ruleId);
    }
    for (const v of message.members) {
      writer.uint32(74).string(v!);
    }
    if (message.kind !== "") {
      writer.uint32(82).string(message.kind);
    }
    if (message.tasks !== 0) {
      writer.uint32(88).uint32(message.tasks);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): FailureCluster {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFailureCluster();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.clusterId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.signature = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.template = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.example = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.count = longToNumber(reader.uint64());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.firstSeenMs = longToNumber(reader.int64());
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.lastSeenMs = longToNumber(reader.int64());
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.ruleId = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.members.push(reader.string());
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.kind = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }

            message.tasks = reader.uint32();
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

  create<I extends Exact<DeepPartial<FailureCluster>, I>>(base?: I): FailureCluster {
    return FailureCluster.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<FailureCluster>, I>>(object: I): FailureCluster {
    const message = createBaseFailureCluster();
    message.clusterId = object.clusterId ?? "";
    message.signature = object.signature ?? "";
    message.template = object.template ?? "";
    message.example = object.example ?? "";
    message.count = object.count ?? 0;
    message.firstSeenMs = object.firstSeenMs ?? 0;
    message.lastSeenMs = object.lastSeenMs ?? 0;
    message.ruleId = object.ruleId ?? "";
    message.members = object.members?.map((e) => e) || [];
    message.kind = object.kind ?? "";
    message.tasks = object.tasks ?? 0;
    return message;
  },
};

function createBaseListClustersRequest(): ListClustersRequest {
  return { limit: 0, clusterId: "" };
}

export const ListClustersRequest: MessageFns<ListClustersRequest> = {
  encode(message: ListClustersRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.limit !== 0) {
      writer.uint32(8).uint32(message.limit);
    }
    if (message.clusterId !== "") {
      writer.uint32(18).string(message.clusterId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListClustersRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListClustersRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.limit = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.clusterId = reader.string();
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

  create<I extends Exact<DeepPartial<ListClustersRequest>, I>>(base?: I): ListClustersRequest {
    return ListClustersRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListClustersRequest>, I>>(object: I): ListClustersRequest {
    const message = createBaseListClustersRequest();
    message.limit = object.limit ?? 0;
    message.clusterId = object.clusterId ?? "";
    return message;
  },
};

function createBaseListClustersReply(): ListClustersReply {
  return { clusters: [], failures: 0, unplaced: 0, unrecognised: 0, clusterCount: 0 };
}

export const ListClustersReply: MessageFns<ListClustersReply> = {
  encode(message: ListClustersReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.clusters) {
      FailureCluster.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.failures !== 0) {
      writer.uint32(16).uint64(message.failures);
    }
    if (message.unplaced !== 0) {
      writer.uint32(24).uint64(message.unplaced);
    }
    if (message.unrecognised !== 0) {
      writer.uint32(32).uint64(message.unrecognised);
    }
    if (message.clusterCount !== 0) {
      writer.uint32(40).uint32(message.clusterCount);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListClustersReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListClustersReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.clusters.push(FailureCluster.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.failures = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.unplaced = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.unrecognised = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.clusterCount = reader.uint32();
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

  create<I extends Exact<DeepPartial<ListClustersReply>, I>>(base?: I): ListClustersReply {
    return ListClustersReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListClustersReply>, I>>(object: I): ListClustersReply {
    const message = createBaseListClustersReply();
    message.clusters = object.clusters?.map((e) => FailureCluster.fromPartial(e)) || [];
    message.failures = object.failures ?? 0;
    message.unplaced = object.unplaced ?? 0;
    message.unrecognised = object.unrecognised ?? 0;
    message.clusterCount = object.clusterCount ?? 0;
    return message;
  },
};

function createBaseListRulesRequest(): ListRulesRequest {
  return { stage: "", ruleId: "" };
}

export const ListRulesRequest: MessageFns<ListRulesRequest> = {
  encode(message: ListRulesRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.stage !== "") {
      writer.uint32(10).string(message.stage);
    }
    if (message.ruleId !== "") {
      writer.uint32(18).string(message.ruleId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListRulesRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListRulesRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.stage = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.ruleId = reader.string();
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

  create<I extends Exact<DeepPartial<ListRulesRequest>, I>>(base?: I): ListRulesRequest {
    return ListRulesRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListRulesRequest>, I>>(object: I): ListRulesRequest {
    const message = createBaseListRulesRequest();
    message.stage = object.stage ?? "";
    message.ruleId = object.ruleId ?? "";
    return message;
  },
};

function createBaseListRulesReply(): ListRulesReply {
  return { rules: [] };
}

export const ListRulesReply: MessageFns<ListRulesReply> = {
  encode(message: ListRulesReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.rules) {
      GoldenRule.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListRulesReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListRulesReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.rules.push(GoldenRule.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<ListRulesReply>, I>>(base?: I): ListRulesReply {
    return ListRulesReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListRulesReply>, I>>(object: I): ListRulesReply {
    const message = createBaseListRulesReply();
    message.rules = object.rules?.map((e) => GoldenRule.fromPartial(e)) || [];
    return message;
  },
};

function createBaseDecideRuleRequest(): DecideRuleRequest {
  return { ruleId: "", decision: "", text: "", reason: "" };
}

export const DecideRuleRequest: MessageFns<DecideRuleRequest> = {
  encode(message: DecideRuleRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ruleId !== "") {
      writer.uint32(10).string(message.ruleId);
    }
    if (message.decision !== "") {
      writer.uint32(18).string(message.decision);
    }
    if (message.text !== "") {
      writer.uint32(26).string(message.text);
    }
    if (message.reason !== "") {
      writer.uint32(34).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): DecideRuleRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDecideRuleRequest();
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

            message.decision = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.text = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
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

  create<I extends Exact<DeepPartial<DecideRuleRequest>, I>>(base?: I): DecideRuleRequest {
    return DecideRuleRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<DecideRuleRequest>, I>>(object: I): DecideRuleRequest {
    const message = createBaseDecideRuleRequest();
    message.ruleId = object.ruleId ?? "";
    message.decision = object.decision ?? "";
    message.text = object.text ?? "";
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseDecideRuleReply(): DecideRuleReply {
  return { ok: false, message: "", rule: undefined };
}

export const DecideRuleReply: MessageFns<DecideRuleReply> = {
  encode(message: DecideRuleReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    if (message.rule !== undefined) {
      GoldenRule.encode(message.rule, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): DecideRuleReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDecideRuleReply();
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
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.rule = GoldenRule.decode(reader, reader.uint32());
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

  create<I extends Exact<DeepPartial<DecideRuleReply>, I>>(base?: I): DecideRuleReply {
    return DecideRuleReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<DecideRuleReply>, I>>(object: I): DecideRuleReply {
    const message = createBaseDecideRuleReply();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    message.rule = (object.rule !== undefined && object.rule !== null)
      ? GoldenRule.fromPartial(object.rule)
      : undefined;
    return message;
  },
};

function createBaseBulkReport(): BulkReport {
  return { received: 0, counted: 0, duplicates: 0, refused: 0, refusals: [], rulesProposed: 0 };
}

export const BulkReport: MessageFns<BulkReport> = {
  encode(message: BulkReport, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.received !== 0) {
      writer.uint32(8).uint64(message.received);
    }
    if (message.counted !== 0) {
      writer.uint32(16).uint64(message.counted);
    }
    if (message.duplicates !== 0) {
      writer.uint32(24).uint64(message.duplicates);
    }
    if (message.refused !== 0) {
      writer.uint32(32).uint64(message.refused);
    }
    for (const v of message.refusals) {
      BulkRefusal.encode(v!, writer.uint32(42).fork()).join();
    }
    if (message.rulesProposed !== 0) {
      writer.uint32(48).uint64(message.rulesProposed);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): BulkReport {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseBulkReport();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.received = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.counted = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.duplicates = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.refused = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.refusals.push(BulkRefusal.decode(reader, reader.uint32()));
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.rulesProposed = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<BulkReport>, I>>(base?: I): BulkReport {
    return BulkReport.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<BulkReport>, I>>(object: I): BulkReport {
    const message = createBaseBulkReport();
    message.received = object.received ?? 0;
    message.counted = object.counted ?? 0;
    message.duplicates = object.duplicates ?? 0;
    message.refused = object.refused ?? 0;
    message.refusals = object.refusals?.map((e) => BulkRefusal.fromPartial(e)) || [];
    message.rulesProposed = object.rulesProposed ?? 0;
    return message;
  },
};

function createBaseBulkRefusal(): BulkRefusal {
  return { index: 0, idempotencyKey: "", reason: "" };
}

export const BulkRefusal: MessageFns<BulkRefusal> = {
  encode(message: BulkRefusal, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.index !== 0) {
      writer.uint32(8).uint64(message.index);
    }
    if (message.idempotencyKey !== "") {
      writer.uint32(18).string(message.idempotencyKey);
    }
    if (message.reason !== "") {
      writer.uint32(26).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): BulkRefusal {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseBulkRefusal();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.index = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.idempotencyKey = reader.string();
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

  create<I extends Exact<DeepPartial<BulkRefusal>, I>>(base?: I): BulkRefusal {
    return BulkRefusal.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<BulkRefusal>, I>>(object: I): BulkRefusal {
    const message = createBaseBulkRefusal();
    message.index = object.index ?? 0;
    message.idempotencyKey = object.idempotencyKey ?? "";
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseLogLines(): LogLines {
  return { lines: [], wantIds: false };
}

export const LogLines: MessageFns<LogLines> = {
  encode(message: LogLines, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.lines) {
      writer.uint32(10).string(v!);
    }
    if (message.wantIds !== false) {
      writer.uint32(16).bool(message.wantIds);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): LogLines {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseLogLines();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.lines.push(reader.string());
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.wantIds = reader.bool();
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

  create<I extends Exact<DeepPartial<LogLines>, I>>(base?: I): LogLines {
    return LogLines.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<LogLines>, I>>(object: I): LogLines {
    const message = createBaseLogLines();
    message.lines = object.lines?.map((e) => e) || [];
    message.wantIds = object.wantIds ?? false;
    return message;
  },
};

function createBaseLogClusters(): LogClusters {
  return { ids: [], clusters: [], joined: [], lines: 0, unplaced: 0 };
}

export const LogClusters: MessageFns<LogClusters> = {
  encode(message: LogClusters, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ids.length !== 0) {
      writer.uint32(10).fork();
      for (const v of message.ids) {
        writer.uint32(v);
      }
      writer.join();
    }
    for (const v of message.clusters) {
      LogCluster.encode(v!, writer.uint32(18).fork()).join();
    }
    for (const v of message.joined) {
      JoinedId.encode(v!, writer.uint32(26).fork()).join();
    }
    if (message.lines !== 0) {
      writer.uint32(32).uint64(message.lines);
    }
    if (message.unplaced !== 0) {
      writer.uint32(40).uint64(message.unplaced);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): LogClusters {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseLogClusters();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag === 8) {
              message.ids.push(reader.uint32());

              continue;
            }

            if (tag === 10) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.ids.push(reader.uint32());
              }

              continue;
            }

            break;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.clusters.push(LogCluster.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.joined.push(JoinedId.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.lines = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.unplaced = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<LogClusters>, I>>(base?: I): LogClusters {
    return LogClusters.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<LogClusters>, I>>(object: I): LogClusters {
    const message = createBaseLogClusters();
    message.ids = object.ids?.map((e) => e) || [];
    message.clusters = object.clusters?.map((e) => LogCluster.fromPartial(e)) || [];
    message.joined = object.joined?.map((e) => JoinedId.fromPartial(e)) || [];
    message.lines = object.lines ?? 0;
    message.unplaced = object.unplaced ?? 0;
    return message;
  },
};

function createBaseLogCluster(): LogCluster {
  return { id: 0, template: "", count: 0, example: "", catchAll: false };
}

export const LogCluster: MessageFns<LogCluster> = {
  encode(message: LogCluster, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.id !== 0) {
      writer.uint32(8).uint32(message.id);
    }
    if (message.template !== "") {
      writer.uint32(18).string(message.template);
    }
    if (message.count !== 0) {
      writer.uint32(24).uint64(message.count);
    }
    if (message.example !== "") {
      writer.uint32(34).string(message.example);
    }
    if (message.catchAll !== false) {
      writer.uint32(40).bool(message.catchAll);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): LogCluster {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseLogCluster();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.id = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.template = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.count = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.example = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.catchAll = reader.bool();
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

  create<I extends Exact<DeepPartial<LogCluster>, I>>(base?: I): LogCluster {
    return LogCluster.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<LogCluster>, I>>(object: I): LogCluster {
    const message = createBaseLogCluster();
    message.id = object.id ?? 0;
    message.template = object.template ?? "";
    message.count = object.count ?? 0;
    message.example = object.example ?? "";
    message.catchAll = object.catchAll ?? false;
    return message;
  },
};

function createBaseJoinedId(): JoinedId {
  return { id: 0, partOf: 0 };
}

export const JoinedId: MessageFns<JoinedId> = {
  encode(message: JoinedId, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.id !== 0) {
      writer.uint32(8).uint32(message.id);
    }
    if (message.partOf !== 0) {
      writer.uint32(16).uint32(message.partOf);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): JoinedId {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseJoinedId();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.id = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.partOf = reader.uint32();
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

  create<I extends Exact<DeepPartial<JoinedId>, I>>(base?: I): JoinedId {
    return JoinedId.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<JoinedId>, I>>(object: I): JoinedId {
    const message = createBaseJoinedId();
    message.id = object.id ?? 0;
    message.partOf = object.partOf ?? 0;
    return message;
  },
};

function createBaseRuleTrial(): RuleTrial {
  return { idempotencyKey: "", taskId: "", ruleIds: [], succeeded: false };
}

export const RuleTrial: MessageFns<RuleTrial> = {
  encode(message: RuleTrial, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.idempotencyKey !== "") {
      writer.uint32(10).string(message.idempotencyKey);
    }
    if (message.taskId !== "") {
      writer.uint32(18).string(message.taskId);
    }
    for (const v of message.ruleIds) {
      writer.uint32(26).string(v!);
    }
    if (message.succeeded !== false) {
      writer.uint32(32).bool(message.succeeded);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleTrial {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleTrial();
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

            message.taskId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.ruleIds.push(reader.string());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.succeeded = reader.bool();
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

  create<I extends Exact<DeepPartial<RuleTrial>, I>>(base?: I): RuleTrial {
    return RuleTrial.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleTrial>, I>>(object: I): RuleTrial {
    const message = createBaseRuleTrial();
    message.idempotencyKey = object.idempotencyKey ?? "";
    message.taskId = object.taskId ?? "";
    message.ruleIds = object.ruleIds?.map((e) => e) || [];
    message.succeeded = object.succeeded ?? false;
    return message;
  },
};

function createBaseRuleTrialReply(): RuleTrialReply {
  return { counted: 0 };
}

export const RuleTrialReply: MessageFns<RuleTrialReply> = {
  encode(message: RuleTrialReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.counted !== 0) {
      writer.uint32(8).uint32(message.counted);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RuleTrialReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRuleTrialReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.counted = reader.uint32();
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

  create<I extends Exact<DeepPartial<RuleTrialReply>, I>>(base?: I): RuleTrialReply {
    return RuleTrialReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RuleTrialReply>, I>>(object: I): RuleTrialReply {
    const message = createBaseRuleTrialReply();
    message.counted = object.counted ?? 0;
    return message;
  },
};

export type AnalystService = typeof AnalystService;
export const AnalystService = {
  /** Original. */
  reportFailure: {
    path: "/analyst.Analyst/ReportFailure" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: FailureEvent): Buffer => Buffer.from(FailureEvent.encode(value).finish()),
    requestDeserialize: (value: Buffer): FailureEvent => FailureEvent.decode(value),
    responseSerialize: (value: AnalysisResult): Buffer => Buffer.from(AnalysisResult.encode(value).finish()),
    responseDeserialize: (value: Buffer): AnalysisResult => AnalysisResult.decode(value),
  },
  getGoldenRules: {
    path: "/analyst.Analyst/GetGoldenRules" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: RuleQuery): Buffer => Buffer.from(RuleQuery.encode(value).finish()),
    requestDeserialize: (value: Buffer): RuleQuery => RuleQuery.decode(value),
    responseSerialize: (value: RuleList): Buffer => Buffer.from(RuleList.encode(value).finish()),
    responseDeserialize: (value: Buffer): RuleList => RuleList.decode(value),
  },
  listClusters: {
    path: "/analyst.Analyst/ListClusters" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListClustersRequest): Buffer => Buffer.from(ListClustersRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListClustersRequest => ListClustersRequest.decode(value),
    responseSerialize: (value: ListClustersReply): Buffer => Buffer.from(ListClustersReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListClustersReply => ListClustersReply.decode(value),
  },
  listRules: {
    path: "/analyst.Analyst/ListRules" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListRulesRequest): Buffer => Buffer.from(ListRulesRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListRulesRequest => ListRulesRequest.decode(value),
    responseSerialize: (value: ListRulesReply): Buffer => Buffer.from(ListRulesReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListRulesReply => ListRulesReply.decode(value),
  },
  decideRule: {
    path: "/analyst.Analyst/DecideRule" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: DecideRuleRequest): Buffer => Buffer.from(DecideRuleRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): DecideRuleRequest => DecideRuleRequest.decode(value),
    responseSerialize: (value: DecideRuleReply): Buffer => Buffer.from(DecideRuleReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): DecideRuleReply => DecideRuleReply.decode(value),
  },
  /** Failures in bulk: counted in their order, once per key; one reply when the caller ends the stream. */
  reportFailures: {
    path: "/analyst.Analyst/ReportFailures" as const,
    requestStream: true as const,
    responseStream: false as const,
    requestSerialize: (value: FailureEvent): Buffer => Buffer.from(FailureEvent.encode(value).finish()),
    requestDeserialize: (value: Buffer): FailureEvent => FailureEvent.decode(value),
    responseSerialize: (value: BulkReport): Buffer => Buffer.from(BulkReport.encode(value).finish()),
    responseDeserialize: (value: Buffer): BulkReport => BulkReport.decode(value),
  },
  /** Log lines to clusters as they arrive; the last reply carries the clusters. */
  analyzeLines: {
    path: "/analyst.Analyst/AnalyzeLines" as const,
    requestStream: true as const,
    responseStream: true as const,
    requestSerialize: (value: LogLines): Buffer => Buffer.from(LogLines.encode(value).finish()),
    requestDeserialize: (value: Buffer): LogLines => LogLines.decode(value),
    responseSerialize: (value: LogClusters): Buffer => Buffer.from(LogClusters.encode(value).finish()),
    responseDeserialize: (value: Buffer): LogClusters => LogClusters.decode(value),
  },
  /** What became of a task that had rules: the evidence that later decides on them. */
  reportTrial: {
    path: "/analyst.Analyst/ReportTrial" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: RuleTrial): Buffer => Buffer.from(RuleTrial.encode(value).finish()),
    requestDeserialize: (value: Buffer): RuleTrial => RuleTrial.decode(value),
    responseSerialize: (value: RuleTrialReply): Buffer => Buffer.from(RuleTrialReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): RuleTrialReply => RuleTrialReply.decode(value),
  },
} as const;

export interface AnalystServer extends UntypedServiceImplementation {
  /** Original. */
  reportFailure: handleUnaryCall<FailureEvent, AnalysisResult>;
  getGoldenRules: handleUnaryCall<RuleQuery, RuleList>;
  listClusters: handleUnaryCall<ListClustersRequest, ListClustersReply>;
  listRules: handleUnaryCall<ListRulesRequest, ListRulesReply>;
  decideRule: handleUnaryCall<DecideRuleRequest, DecideRuleReply>;
  /** Failures in bulk: counted in their order, once per key; one reply when the caller ends the stream. */
  reportFailures: handleClientStreamingCall<FailureEvent, BulkReport>;
  /** Log lines to clusters as they arrive; the last reply carries the clusters. */
  analyzeLines: handleBidiStreamingCall<LogLines, LogClusters>;
  /** What became of a task that had rules: the evidence that later decides on them. */
  reportTrial: handleUnaryCall<RuleTrial, RuleTrialReply>;
}

export interface AnalystClient extends Client {
  /** Original. */
  reportFailure(
    request: FailureEvent,
    callback: (error: ServiceError | null, response: AnalysisResult) => void,
  ): ClientUnaryCall;
  reportFailure(
    request: FailureEvent,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: AnalysisResult) => void,
  ): ClientUnaryCall;
  reportFailure(
    request: FailureEvent,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: AnalysisResult) => void,
  ): ClientUnaryCall;
  getGoldenRules(
    request: RuleQuery,
    callback: (error: ServiceError | null, response: RuleList) => void,
  ): ClientUnaryCall;
  getGoldenRules(
    request: RuleQuery,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: RuleList) => void,
  ): ClientUnaryCall;
  getGoldenRules(
    request: RuleQuery,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: RuleList) => void,
  ): ClientUnaryCall;
  listClusters(
    request: ListClustersRequest,
    callback: (error: ServiceError | null, response: ListClustersReply) => void,
  ): ClientUnaryCall;
  listClusters(
    request: ListClustersRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListClustersReply) => void,
  ): ClientUnaryCall;
  listClusters(
    request: ListClustersRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListClustersReply) => void,
  ): ClientUnaryCall;
  listRules(
    request: ListRulesRequest,
    callback: (error: ServiceError | null, response: ListRulesReply) => void,
  ): ClientUnaryCall;
  listRules(
    request: ListRulesRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListRulesReply) => void,
  ): ClientUnaryCall;
  listRules(
    request: ListRulesRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListRulesReply) => void,
  ): ClientUnaryCall;
  decideRule(
    request: DecideRuleRequest,
    callback: (error: ServiceError | null, response: DecideRuleReply) => void,
  ): ClientUnaryCall;
  decideRule(
    request: DecideRuleRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: DecideRuleReply) => void,
  ): ClientUnaryCall;
  decideRule(
    request: DecideRuleRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: DecideRuleReply) => void,
  ): ClientUnaryCall;
  /** Failures in bulk: counted in their order, once per key; one reply when the caller ends the stream. */
  reportFailures(
    callback: (error: ServiceError | null, response: BulkReport) => void,
  ): ClientWritableStream<FailureEvent>;
  reportFailures(
    metadata: Metadata,
    callback: (error: ServiceError | null, response: BulkReport) => void,
  ): ClientWritableStream<FailureEvent>;
  reportFailures(
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: BulkReport) => void,
  ): ClientWritableStream<FailureEvent>;
  reportFailures(
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: BulkReport) => void,
  ): ClientWritableStream<FailureEvent>;
  /** Log lines to clusters as they arrive; the last reply carries the clusters. */
  analyzeLines(): ClientDuplexStream<LogLines, LogClusters>;
  analyzeLines(options: Partial<CallOptions>): ClientDuplexStream<LogLines, LogClusters>;
  analyzeLines(metadata: Metadata, options?: Partial<CallOptions>): ClientDuplexStream<LogLines, LogClusters>;
  /** What became of a task that had rules: the evidence that later decides on them. */
  reportTrial(
    request: RuleTrial,
    callback: (error: ServiceError | null, response: RuleTrialReply) => void,
  ): ClientUnaryCall;
  reportTrial(
    request: RuleTrial,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: RuleTrialReply) => void,
  ): ClientUnaryCall;
  reportTrial(
    request: RuleTrial,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: RuleTrialReply) => void,
  ): ClientUnaryCall;
}

export const AnalystClient = makeGenericClientConstructor(AnalystService, "analyst.Analyst") as unknown as {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): AnalystClient;
  service: typeof AnalystService;
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
