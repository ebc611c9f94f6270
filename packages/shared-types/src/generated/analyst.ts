// Generated from protos/ by `npm run generate`. Do not edit.
/* eslint-disable */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientOptions,
  type ClientUnaryCall,
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
}

export interface ListClustersRequest {
  limit: number;
  clusterId: string;
}

export interface ListClustersReply {
  clusters: FailureCluster[];
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
  return { clusters: [] };
}

export const ListClustersReply: MessageFns<ListClustersReply> = {
  encode(message: ListClustersReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.clusters) {
      FailureCluster.encode(v!, writer.uint32(10).fork()).join();
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
} as const;

export interface AnalystServer extends UntypedServiceImplementation {
  /** Original. */
  reportFailure: handleUnaryCall<FailureEvent, AnalysisResult>;
  getGoldenRules: handleUnaryCall<RuleQuery, RuleList>;
  listClusters: handleUnaryCall<ListClustersRequest, ListClustersReply>;
  listRules: handleUnaryCall<ListRulesRequest, ListRulesReply>;
  decideRule: handleUnaryCall<DecideRuleRequest, DecideRuleReply>;
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
