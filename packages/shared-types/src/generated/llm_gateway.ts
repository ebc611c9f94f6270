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

export const protobufPackage = "llm_gateway";

export const protobufFileName = "llm_gateway.proto";

/** The gateway's budget control. Amounts in original messages are US dollars as double; everywhere else integer nano-USD. */

export interface Empty {
}

export interface LimitConfig {
  limit: number;
  scope: string;
  window: string;
  hard: boolean;
}

export interface SpendReport {
  currentSpend: number;
  limit: number;
  remaining: number;
}

export interface Ack {
  ok: boolean;
  message: string;
}

export interface MintKeyRequest {
  /** the lease-unique task id */
  leaseId: string;
  missionId: string;
  project: string;
  agentId: string;
  /** reserved in global, project and mission at once, or what the mission has left; 0: none, draws from them directly */
  reserveNanoUsd: number;
  /** hard total limit of the mission's scope; 0: none */
  missionLimitNanoUsd: number;
  expiresMs: number;
  /** empty: any configured */
  allowedModels: string[];
  traceparent: string;
}

export interface MintKeyReply {
  ok: boolean;
  /** why refused: scope, limit, spent, held */
  message: string;
  /** returned at every call with the same lease_id while the key lives */
  key: string;
  baseUrl: string;
  reservedNanoUsd: number;
  refusedScope: string;
}

export interface RevokeKeyRequest {
  leaseId: string;
  reason: string;
}

export interface ExtendReservationRequest {
  leaseId: string;
  expiresMs: number;
}

export interface ReleaseReservationRequest {
  leaseId: string;
}

export interface ReservationReport {
  ok: boolean;
  message: string;
  settledNanoUsd: number;
  heldNanoUsd: number;
  requests: number;
}

export interface GetSpendRequest {
  scope: string;
  includeChildren: boolean;
}

export interface GetSpendReply {
  scopes: ScopeSpend[];
}

export interface ScopeSpend {
  scope: string;
  /** "daily" | "monthly" | "total" */
  window: string;
  /** -1: none */
  limitNanoUsd: number;
  settledNanoUsd: number;
  heldNanoUsd: number;
  hard: boolean;
  /** 0: never */
  resetsMs: number;
  requests: number;
}

export interface ListUsageRequest {
  missionId: string;
  limit: number;
  sinceMs: number;
}

export interface ListUsageReply {
  usages: Usage[];
}

export interface Usage {
  requestId: string;
  leaseId: string;
  missionId: string;
  agentId: string;
  model: string;
  upstream: string;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  costNanoUsd: number;
  estimated: boolean;
  /** "ok" | "error" | "cancelled" | "timeout" | "orphan" | "usage-out-of-bounds" */
  outcome: string;
  atMs: number;
  latencyMs: number;
  priceVersion: string;
  scripted: boolean;
}

export interface SetHaltRequest {
  epoch: number;
  halted: string[];
  validUntilMs: number;
}

export interface ListModelsRequest {
}

export interface ListModelsReply {
  models: Model[];
}

export interface Model {
  model: string;
  upstream: string;
  scripted: boolean;
  priced: boolean;
  price: string;
}

function createBaseEmpty(): Empty {
  return {};
}

export const Empty: MessageFns<Empty> = {
  encode(_: Empty, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Empty {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseEmpty();
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

  create<I extends Exact<DeepPartial<Empty>, I>>(base?: I): Empty {
    return Empty.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Empty>, I>>(_: I): Empty {
    const message = createBaseEmpty();
    return message;
  },
};

function createBaseLimitConfig(): LimitConfig {
  return { limit: 0, scope: "", window: "", hard: false };
}

export const LimitConfig: MessageFns<LimitConfig> = {
  encode(message: LimitConfig, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.limit !== 0) {
      writer.uint32(9).double(message.limit);
    }
    if (message.scope !== "") {
      writer.uint32(18).string(message.scope);
    }
    if (message.window !== "") {
      writer.uint32(26).string(message.window);
    }
    if (message.hard !== false) {
      writer.uint32(32).bool(message.hard);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): LimitConfig {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseLimitConfig();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 9) {
              break;
            }

            message.limit = reader.double();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.scope = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.window = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.hard = reader.bool();
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

  create<I extends Exact<DeepPartial<LimitConfig>, I>>(base?: I): LimitConfig {
    return LimitConfig.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<LimitConfig>, I>>(object: I): LimitConfig {
    const message = createBaseLimitConfig();
    message.limit = object.limit ?? 0;
    message.scope = object.scope ?? "";
    message.window = object.window ?? "";
    message.hard = object.hard ?? false;
    return message;
  },
};

function createBaseSpendReport(): SpendReport {
  return { currentSpend: 0, limit: 0, remaining: 0 };
}

export const SpendReport: MessageFns<SpendReport> = {
  encode(message: SpendReport, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.currentSpend !== 0) {
      writer.uint32(9).double(message.currentSpend);
    }
    if (message.limit !== 0) {
      writer.uint32(17).double(message.limit);
    }
    if (message.remaining !== 0) {
      writer.uint32(25).double(message.remaining);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SpendReport {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSpendReport();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 9) {
              break;
            }

            message.currentSpend = reader.double();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }

            message.limit = reader.double();
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }

            message.remaining = reader.double();
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

  create<I extends Exact<DeepPartial<SpendReport>, I>>(base?: I): SpendReport {
    return SpendReport.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SpendReport>, I>>(object: I): SpendReport {
    const message = createBaseSpendReport();
    message.currentSpend = object.currentSpend ?? 0;
    message.limit = object.limit ?? 0;
    message.remaining = object.remaining ?? 0;
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

function createBaseMintKeyRequest(): MintKeyRequest {
  return {
    leaseId: "",
    missionId: "",
    project: "",
    agentId: "",
    reserveNanoUsd: 0,
    missionLimitNanoUsd: 0,
    expiresMs: 0,
    allowedModels: [],
    traceparent: "",
  };
}

export const MintKeyRequest: MessageFns<MintKeyRequest> = {
  encode(message: MintKeyRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.leaseId !== "") {
      writer.uint32(10).string(message.leaseId);
    }
    if (message.missionId !== "") {
      writer.uint32(18).string(message.missionId);
    }
    if (message.project !== "") {
      writer.uint32(26).string(message.project);
    }
    if (message.agentId !== "") {
      writer.uint32(34).string(message.agentId);
    }
    if (message.reserveNanoUsd !== 0) {
      writer.uint32(40).int64(message.reserveNanoUsd);
    }
    if (message.missionLimitNanoUsd !== 0) {
      writer.uint32(48).int64(message.missionLimitNanoUsd);
    }
    if (message.expiresMs !== 0) {
      writer.uint32(56).int64(message.expiresMs);
    }
    for (const v of message.allowedModels) {
      writer.uint32(66).string(v!);
    }
    if (message.traceparent !== "") {
      writer.uint32(74).string(message.traceparent);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): MintKeyRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseMintKeyRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.leaseId = reader.string();
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

            message.project = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.reserveNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.missionLimitNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.expiresMs = longToNumber(reader.int64());
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.allowedModels.push(reader.string());
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.traceparent = reader.string();
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

  create<I extends Exact<DeepPartial<MintKeyRequest>, I>>(base?: I): MintKeyRequest {
    return MintKeyRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<MintKeyRequest>, I>>(object: I): MintKeyRequest {
    const message = createBaseMintKeyRequest();
    message.leaseId = object.leaseId ?? "";
    message.missionId = object.missionId ?? "";
    message.project = object.project ?? "";
    message.agentId = object.agentId ?? "";
    message.reserveNanoUsd = object.reserveNanoUsd ?? 0;
    message.missionLimitNanoUsd = object.missionLimitNanoUsd ?? 0;
    message.expiresMs = object.expiresMs ?? 0;
    message.allowedModels = object.allowedModels?.map((e) => e) || [];
    message.traceparent = object.traceparent ?? "";
    return message;
  },
};

function createBaseMintKeyReply(): MintKeyReply {
  return { ok: false, message: "", key: "", baseUrl: "", reservedNanoUsd: 0, refusedScope: "" };
}

export const MintKeyReply: MessageFns<MintKeyReply> = {
  encode(message: MintKeyReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    if (message.key !== "") {
      writer.uint32(26).string(message.key);
    }
    if (message.baseUrl !== "") {
      writer.uint32(34).string(message.baseUrl);
    }
    if (message.reservedNanoUsd !== 0) {
      writer.uint32(40).int64(message.reservedNanoUsd);
    }
    if (message.refusedScope !== "") {
      writer.uint32(50).string(message.refusedScope);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): MintKeyReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseMintKeyReply();
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

            message.key = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.baseUrl = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.reservedNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.refusedScope = reader.string();
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

  create<I extends Exact<DeepPartial<MintKeyReply>, I>>(base?: I): MintKeyReply {
    return MintKeyReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<MintKeyReply>, I>>(object: I): MintKeyReply {
    const message = createBaseMintKeyReply();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    message.key = object.key ?? "";
    message.baseUrl = object.baseUrl ?? "";
    message.reservedNanoUsd = object.reservedNanoUsd ?? 0;
    message.refusedScope = object.refusedScope ?? "";
    return message;
  },
};

function createBaseRevokeKeyRequest(): RevokeKeyRequest {
  return { leaseId: "", reason: "" };
}

export const RevokeKeyRequest: MessageFns<RevokeKeyRequest> = {
  encode(message: RevokeKeyRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.leaseId !== "") {
      writer.uint32(10).string(message.leaseId);
    }
    if (message.reason !== "") {
      writer.uint32(18).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RevokeKeyRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRevokeKeyRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.leaseId = reader.string();
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

  create<I extends Exact<DeepPartial<RevokeKeyRequest>, I>>(base?: I): RevokeKeyRequest {
    return RevokeKeyRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RevokeKeyRequest>, I>>(object: I): RevokeKeyRequest {
    const message = createBaseRevokeKeyRequest();
    message.leaseId = object.leaseId ?? "";
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseExtendReservationRequest(): ExtendReservationRequest {
  return { leaseId: "", expiresMs: 0 };
}

export const ExtendReservationRequest: MessageFns<ExtendReservationRequest> = {
  encode(message: ExtendReservationRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.leaseId !== "") {
      writer.uint32(10).string(message.leaseId);
    }
    if (message.expiresMs !== 0) {
      writer.uint32(16).int64(message.expiresMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ExtendReservationRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseExtendReservationRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.leaseId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.expiresMs = longToNumber(reader.int64());
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

  create<I extends Exact<DeepPartial<ExtendReservationRequest>, I>>(base?: I): ExtendReservationRequest {
    return ExtendReservationRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ExtendReservationRequest>, I>>(object: I): ExtendReservationRequest {
    const message = createBaseExtendReservationRequest();
    message.leaseId = object.leaseId ?? "";
    message.expiresMs = object.expiresMs ?? 0;
    return message;
  },
};

function createBaseReleaseReservationRequest(): ReleaseReservationRequest {
  return { leaseId: "" };
}

export const ReleaseReservationRequest: MessageFns<ReleaseReservationRequest> = {
  encode(message: ReleaseReservationRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.leaseId !== "") {
      writer.uint32(10).string(message.leaseId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReleaseReservationRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReleaseReservationRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.leaseId = reader.string();
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

  create<I extends Exact<DeepPartial<ReleaseReservationRequest>, I>>(base?: I): ReleaseReservationRequest {
    return ReleaseReservationRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ReleaseReservationRequest>, I>>(object: I): ReleaseReservationRequest {
    const message = createBaseReleaseReservationRequest();
    message.leaseId = object.leaseId ?? "";
    return message;
  },
};

function createBaseReservationReport(): ReservationReport {
  return { ok: false, message: "", settledNanoUsd: 0, heldNanoUsd: 0, requests: 0 };
}

export const ReservationReport: MessageFns<ReservationReport> = {
  encode(message: ReservationReport, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    if (message.settledNanoUsd !== 0) {
      writer.uint32(24).int64(message.settledNanoUsd);
    }
    if (message.heldNanoUsd !== 0) {
      writer.uint32(32).int64(message.heldNanoUsd);
    }
    if (message.requests !== 0) {
      writer.uint32(40).uint64(message.requests);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReservationReport {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReservationReport();
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
            if (tag !== 24) {
              break;
            }

            message.settledNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.heldNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.requests = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<ReservationReport>, I>>(base?: I): ReservationReport {
    return ReservationReport.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ReservationReport>, I>>(object: I): ReservationReport {
    const message = createBaseReservationReport();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    message.settledNanoUsd = object.settledNanoUsd ?? 0;
    message.heldNanoUsd = object.heldNanoUsd ?? 0;
    message.requests = object.requests ?? 0;
    return message;
  },
};

function createBaseGetSpendRequest(): GetSpendRequest {
  return { scope: "", includeChildren: false };
}

export const GetSpendRequest: MessageFns<GetSpendRequest> = {
  encode(message: GetSpendRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.scope !== "") {
      writer.uint32(10).string(message.scope);
    }
    if (message.includeChildren !== false) {
      writer.uint32(16).bool(message.includeChildren);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetSpendRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetSpendRequest();
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
            if (tag !== 16) {
              break;
            }

            message.includeChildren = reader.bool();
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

  create<I extends Exact<DeepPartial<GetSpendRequest>, I>>(base?: I): GetSpendRequest {
    return GetSpendRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetSpendRequest>, I>>(object: I): GetSpendRequest {
    const message = createBaseGetSpendRequest();
    message.scope = object.scope ?? "";
    message.includeChildren = object.includeChildren ?? false;
    return message;
  },
};

function createBaseGetSpendReply(): GetSpendReply {
  return { scopes: [] };
}

export const GetSpendReply: MessageFns<GetSpendReply> = {
  encode(message: GetSpendReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.scopes) {
      ScopeSpend.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetSpendReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetSpendReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.scopes.push(ScopeSpend.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<GetSpendReply>, I>>(base?: I): GetSpendReply {
    return GetSpendReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetSpendReply>, I>>(object: I): GetSpendReply {
    const message = createBaseGetSpendReply();
    message.scopes = object.scopes?.map((e) => ScopeSpend.fromPartial(e)) || [];
    return message;
  },
};

function createBaseScopeSpend(): ScopeSpend {
  return {
    scope: "",
    window: "",
    limitNanoUsd: 0,
    settledNanoUsd: 0,
    heldNanoUsd: 0,
    hard: false,
    resetsMs: 0,
    requests: 0,
  };
}

export const ScopeSpend: MessageFns<ScopeSpend> = {
  encode(message: ScopeSpend, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.scope !== "") {
      writer.uint32(10).string(message.scope);
    }
    if (message.window !== "") {
      writer.uint32(18).string(message.window);
    }
    if (message.limitNanoUsd !== 0) {
      writer.uint32(24).int64(message.limitNanoUsd);
    }
    if (message.settledNanoUsd !== 0) {
      writer.uint32(32).int64(message.settledNanoUsd);
    }
    if (message.heldNanoUsd !== 0) {
      writer.uint32(40).int64(message.heldNanoUsd);
    }
    if (message.hard !== false) {
      writer.uint32(48).bool(message.hard);
    }
    if (message.resetsMs !== 0) {
      writer.uint32(56).int64(message.resetsMs);
    }
    if (message.requests !== 0) {
      writer.uint32(64).uint64(message.requests);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ScopeSpend {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseScopeSpend();
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

            message.window = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.limitNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.settledNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.heldNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.hard = reader.bool();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.resetsMs = longToNumber(reader.int64());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.requests = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<ScopeSpend>, I>>(base?: I): ScopeSpend {
    return ScopeSpend.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ScopeSpend>, I>>(object: I): ScopeSpend {
    const message = createBaseScopeSpend();
    message.scope = object.scope ?? "";
    message.window = object.window ?? "";
    message.limitNanoUsd = object.limitNanoUsd ?? 0;
    message.settledNanoUsd = object.settledNanoUsd ?? 0;
    message.heldNanoUsd = object.heldNanoUsd ?? 0;
    message.hard = object.hard ?? false;
    message.resetsMs = object.resetsMs ?? 0;
    message.requests = object.requests ?? 0;
    return message;
  },
};

function createBaseListUsageRequest(): ListUsageRequest {
  return { missionId: "", limit: 0, sinceMs: 0 };
}

export const ListUsageRequest: MessageFns<ListUsageRequest> = {
  encode(message: ListUsageRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.missionId !== "") {
      writer.uint32(10).string(message.missionId);
    }
    if (message.limit !== 0) {
      writer.uint32(16).uint32(message.limit);
    }
    if (message.sinceMs !== 0) {
      writer.uint32(24).int64(message.sinceMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListUsageRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListUsageRequest();
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

            message.limit = reader.uint32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
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

  create<I extends Exact<DeepPartial<ListUsageRequest>, I>>(base?: I): ListUsageRequest {
    return ListUsageRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListUsageRequest>, I>>(object: I): ListUsageRequest {
    const message = createBaseListUsageRequest();
    message.missionId = object.missionId ?? "";
    message.limit = object.limit ?? 0;
    message.sinceMs = object.sinceMs ?? 0;
    return message;
  },
};

function createBaseListUsageReply(): ListUsageReply {
  return { usages: [] };
}

export const ListUsageReply: MessageFns<ListUsageReply> = {
  encode(message: ListUsageReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.usages) {
      Usage.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListUsageReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListUsageReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.usages.push(Usage.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<ListUsageReply>, I>>(base?: I): ListUsageReply {
    return ListUsageReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListUsageReply>, I>>(object: I): ListUsageReply {
    const message = createBaseListUsageReply();
    message.usages = object.usages?.map((e) => Usage.fromPartial(e)) || [];
    return message;
  },
};

function createBaseUsage(): Usage {
  return {
    requestId: "",
    leaseId: "",
    missionId: "",
    agentId: "",
    model: "",
    upstream: "",
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    costNanoUsd: 0,
    estimated: false,
    outcome: "",
    atMs: 0,
    latencyMs: 0,
    priceVersion: "",
    scripted: false,
  };
}

export const Usage: MessageFns<Usage> = {
  encode(message: Usage, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.requestId !== "") {
      writer.uint32(10).string(message.requestId);
    }
    if (message.leaseId !== "") {
      writer.uint32(18).string(message.leaseId);
    }
    if (message.missionId !== "") {
      writer.uint32(26).string(message.missionId);
    }
    if (message.agentId !== "") {
      writer.uint32(34).string(message.agentId);
    }
    if (message.model !== "") {
      writer.uint32(42).string(message.model);
    }
    if (message.upstream !== "") {
      writer.uint32(50).string(message.upstream);
    }
    if (message.inputTokens !== 0) {
      writer.uint32(56).uint64(message.inputTokens);
    }
    if (message.cachedTokens !== 0) {
      writer.uint32(64).uint64(message.cachedTokens);
    }
    if (message.outputTokens !== 0) {
      writer.uint32(72).uint64(message.outputTokens);
    }
    if (message.costNanoUsd !== 0) {
      writer.uint32(80).int64(message.costNanoUsd);
    }
    if (message.estimated !== false) {
      writer.uint32(88).bool(message.estimated);
    }
    if (message.outcome !== "") {
      writer.uint32(98).string(message.outcome);
    }
    if (message.atMs !== 0) {
      writer.uint32(104).int64(message.atMs);
    }
    if (message.latencyMs !== 0) {
      writer.uint32(112).uint32(message.latencyMs);
    }
    if (message.priceVersion !== "") {
      writer.uint32(122).string(message.priceVersion);
    }
    if (message.scripted !== false) {
      writer.uint32(128).bool(message.scripted);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Usage {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUsage();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.requestId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.leaseId = reader.string();
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

            message.agentId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.upstream = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.inputTokens = longToNumber(reader.uint64());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.cachedTokens = longToNumber(reader.uint64());
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.outputTokens = longToNumber(reader.uint64());
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.costNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }

            message.estimated = reader.bool();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.outcome = reader.string();
            continue;
          }
          case 13: {
            if (tag !== 104) {
              break;
            }

            message.atMs = longToNumber(reader.int64());
            continue;
          }
          case 14: {
            if (tag !== 112) {
              break;
            }

            message.latencyMs = reader.uint32();
            continue;
          }
          case 15: {
            if (tag !== 122) {
              break;
            }

            message.priceVersion = reader.string();
            continue;
          }
          case 16: {
            if (tag !== 128) {
              break;
            }

            message.scripted = reader.bool();
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

  create<I extends Exact<DeepPartial<Usage>, I>>(base?: I): Usage {
    return Usage.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Usage>, I>>(object: I): Usage {
    const message = createBaseUsage();
    message.requestId = object.requestId ?? "";
    message.leaseId = object.leaseId ?? "";
    message.missionId = object.missionId ?? "";
    message.agentId = object.agentId ?? "";
    message.model = object.model ?? "";
    message.upstream = object.upstream ?? "";
    message.inputTokens = object.inputTokens ?? 0;
    message.cachedTokens = object.cachedTokens ?? 0;
    message.outputTokens = object.outputTokens ?? 0;
    message.costNanoUsd = object.costNanoUsd ?? 0;
    message.estimated = object.estimated ?? false;
    message.outcome = object.outcome ?? "";
    message.atMs = object.atMs ?? 0;
    message.latencyMs = object.latencyMs ?? 0;
    message.priceVersion = object.priceVersion ?? "";
    message.scripted = object.scripted ?? false;
    return message;
  },
};

function createBaseSetHaltRequest(): SetHaltRequest {
  return { epoch: 0, halted: [], validUntilMs: 0 };
}

export const SetHaltRequest: MessageFns<SetHaltRequest> = {
  encode(message: SetHaltRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.epoch !== 0) {
      writer.uint32(8).uint64(message.epoch);
    }
    for (const v of message.halted) {
      writer.uint32(18).string(v!);
    }
    if (message.validUntilMs !== 0) {
      writer.uint32(24).int64(message.validUntilMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SetHaltRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSetHaltRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.epoch = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.halted.push(reader.string());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.validUntilMs = longToNumber(reader.int64());
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

  create<I extends Exact<DeepPartial<SetHaltRequest>, I>>(base?: I): SetHaltRequest {
    return SetHaltRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SetHaltRequest>, I>>(object: I): SetHaltRequest {
    const message = createBaseSetHaltRequest();
    message.epoch = object.epoch ?? 0;
    message.halted = object.halted?.map((e) => e) || [];
    message.validUntilMs = object.validUntilMs ?? 0;
    return message;
  },
};

function createBaseListModelsRequest(): ListModelsRequest {
  return {};
}

export const ListModelsRequest: MessageFns<ListModelsRequest> = {
  encode(_: ListModelsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListModelsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListModelsRequest();
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

  create<I extends Exact<DeepPartial<ListModelsRequest>, I>>(base?: I): ListModelsRequest {
    return ListModelsRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListModelsRequest>, I>>(_: I): ListModelsRequest {
    const message = createBaseListModelsRequest();
    return message;
  },
};

function createBaseListModelsReply(): ListModelsReply {
  return { models: [] };
}

export const ListModelsReply: MessageFns<ListModelsReply> = {
  encode(message: ListModelsReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.models) {
      Model.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListModelsReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListModelsReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.models.push(Model.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<ListModelsReply>, I>>(base?: I): ListModelsReply {
    return ListModelsReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListModelsReply>, I>>(object: I): ListModelsReply {
    const message = createBaseListModelsReply();
    message.models = object.models?.map((e) => Model.fromPartial(e)) || [];
    return message;
  },
};

function createBaseModel(): Model {
  return { model: "", upstream: "", scripted: false, priced: false, price: "" };
}

export const Model: MessageFns<Model> = {
  encode(message: Model, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.model !== "") {
      writer.uint32(10).string(message.model);
    }
    if (message.upstream !== "") {
      writer.uint32(18).string(message.upstream);
    }
    if (message.scripted !== false) {
      writer.uint32(24).bool(message.scripted);
    }
    if (message.priced !== false) {
      writer.uint32(32).bool(message.priced);
    }
    if (message.price !== "") {
      writer.uint32(42).string(message.price);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Model {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseModel();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.upstream = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.scripted = reader.bool();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.priced = reader.bool();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.price = reader.string();
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

  create<I extends Exact<DeepPartial<Model>, I>>(base?: I): Model {
    return Model.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Model>, I>>(object: I): Model {
    const message = createBaseModel();
    message.model = object.model ?? "";
    message.upstream = object.upstream ?? "";
    message.scripted = object.scripted ?? false;
    message.priced = object.priced ?? false;
    message.price = object.price ?? "";
    return message;
  },
};

/** Original. Request metadata "panal-scope" and "panal-window" choose another scope than the global one. */
export type BudgetControlService = typeof BudgetControlService;
export const BudgetControlService = {
  getCurrentSpend: {
    path: "/llm_gateway.BudgetControl/GetCurrentSpend" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: Empty): Buffer => Buffer.from(Empty.encode(value).finish()),
    requestDeserialize: (value: Buffer): Empty => Empty.decode(value),
    responseSerialize: (value: SpendReport): Buffer => Buffer.from(SpendReport.encode(value).finish()),
    responseDeserialize: (value: Buffer): SpendReport => SpendReport.decode(value),
  },
  resetBudget: {
    path: "/llm_gateway.BudgetControl/ResetBudget" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: Empty): Buffer => Buffer.from(Empty.encode(value).finish()),
    requestDeserialize: (value: Buffer): Empty => Empty.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  setLimit: {
    path: "/llm_gateway.BudgetControl/SetLimit" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: LimitConfig): Buffer => Buffer.from(LimitConfig.encode(value).finish()),
    requestDeserialize: (value: Buffer): LimitConfig => LimitConfig.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
} as const;

export interface BudgetControlServer extends UntypedServiceImplementation {
  getCurrentSpend: handleUnaryCall<Empty, SpendReport>;
  resetBudget: handleUnaryCall<Empty, Ack>;
  setLimit: handleUnaryCall<LimitConfig, Ack>;
}

export interface BudgetControlClient extends Client {
  getCurrentSpend(
    request: Empty,
    callback: (error: ServiceError | null, response: SpendReport) => void,
  ): ClientUnaryCall;
  getCurrentSpend(
    request: Empty,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: SpendReport) => void,
  ): ClientUnaryCall;
  getCurrentSpend(
    request: Empty,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: SpendReport) => void,
  ): ClientUnaryCall;
  resetBudget(request: Empty, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  resetBudget(
    request: Empty,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  resetBudget(
    request: Empty,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  setLimit(request: LimitConfig, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  setLimit(
    request: LimitConfig,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  setLimit(
    request: LimitConfig,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
}

export const BudgetControlClient = makeGenericClientConstructor(
  BudgetControlService,
  "llm_gateway.BudgetControl",
) as unknown as {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): BudgetControlClient;
  service: typeof BudgetControlService;
  serviceName: string;
};

/** Role service (the orchestrator) for keys and reservations, role operator or viewer for the rest. */
export type GatewayAdminService = typeof GatewayAdminService;
export const GatewayAdminService = {
  /** idempotent by lease_id */
  mintKey: {
    path: "/llm_gateway.GatewayAdmin/MintKey" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: MintKeyRequest): Buffer => Buffer.from(MintKeyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): MintKeyRequest => MintKeyRequest.decode(value),
    responseSerialize: (value: MintKeyReply): Buffer => Buffer.from(MintKeyReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): MintKeyReply => MintKeyReply.decode(value),
  },
  revokeKey: {
    path: "/llm_gateway.GatewayAdmin/RevokeKey" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: RevokeKeyRequest): Buffer => Buffer.from(RevokeKeyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): RevokeKeyRequest => RevokeKeyRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  extendReservation: {
    path: "/llm_gateway.GatewayAdmin/ExtendReservation" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ExtendReservationRequest): Buffer =>
      Buffer.from(ExtendReservationRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ExtendReservationRequest => ExtendReservationRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  releaseReservation: {
    path: "/llm_gateway.GatewayAdmin/ReleaseReservation" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ReleaseReservationRequest): Buffer =>
      Buffer.from(ReleaseReservationRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ReleaseReservationRequest => ReleaseReservationRequest.decode(value),
    responseSerialize: (value: ReservationReport): Buffer => Buffer.from(ReservationReport.encode(value).finish()),
    responseDeserialize: (value: Buffer): ReservationReport => ReservationReport.decode(value),
  },
  getSpend: {
    path: "/llm_gateway.GatewayAdmin/GetSpend" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: GetSpendRequest): Buffer => Buffer.from(GetSpendRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): GetSpendRequest => GetSpendRequest.decode(value),
    responseSerialize: (value: GetSpendReply): Buffer => Buffer.from(GetSpendReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): GetSpendReply => GetSpendReply.decode(value),
  },
  listUsage: {
    path: "/llm_gateway.GatewayAdmin/ListUsage" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListUsageRequest): Buffer => Buffer.from(ListUsageRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListUsageRequest => ListUsageRequest.decode(value),
    responseSerialize: (value: ListUsageReply): Buffer => Buffer.from(ListUsageReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListUsageReply => ListUsageReply.decode(value),
  },
  /** halt state with the orchestrator's epoch */
  setHalt: {
    path: "/llm_gateway.GatewayAdmin/SetHalt" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: SetHaltRequest): Buffer => Buffer.from(SetHaltRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): SetHaltRequest => SetHaltRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  listModels: {
    path: "/llm_gateway.GatewayAdmin/ListModels" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListModelsRequest): Buffer => Buffer.from(ListModelsRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListModelsRequest => ListModelsRequest.decode(value),
    responseSerialize: (value: ListModelsReply): Buffer => Buffer.from(ListModelsReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListModelsReply => ListModelsReply.decode(value),
  },
} as const;

export interface GatewayAdminServer extends UntypedServiceImplementation {
  /** idempotent by lease_id */
  mintKey: handleUnaryCall<MintKeyRequest, MintKeyReply>;
  revokeKey: handleUnaryCall<RevokeKeyRequest, Ack>;
  extendReservation: handleUnaryCall<ExtendReservationRequest, Ack>;
  releaseReservation: handleUnaryCall<ReleaseReservationRequest, ReservationReport>;
  getSpend: handleUnaryCall<GetSpendRequest, GetSpendReply>;
  listUsage: handleUnaryCall<ListUsageRequest, ListUsageReply>;
  /** halt state with the orchestrator's epoch */
  setHalt: handleUnaryCall<SetHaltRequest, Ack>;
  listModels: handleUnaryCall<ListModelsRequest, ListModelsReply>;
}

export interface GatewayAdminClient extends Client {
  /** idempotent by lease_id */
  mintKey(
    request: MintKeyRequest,
    callback: (error: ServiceError | null, response: MintKeyReply) => void,
  ): ClientUnaryCall;
  mintKey(
    request: MintKeyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: MintKeyReply) => void,
  ): ClientUnaryCall;
  mintKey(
    request: MintKeyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: MintKeyReply) => void,
  ): ClientUnaryCall;
  revokeKey(request: RevokeKeyRequest, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  revokeKey(
    request: RevokeKeyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  revokeKey(
    request: RevokeKeyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  extendReservation(
    request: ExtendReservationRequest,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  extendReservation(
    request: ExtendReservationRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  extendReservation(
    request: ExtendReservationRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  releaseReservation(
    request: ReleaseReservationRequest,
    callback: (error: ServiceError | null, response: ReservationReport) => void,
  ): ClientUnaryCall;
  releaseReservation(
    request: ReleaseReservationRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ReservationReport) => void,
  ): ClientUnaryCall;
  releaseReservation(
    request: ReleaseReservationRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ReservationReport) => void,
  ): ClientUnaryCall;
  getSpend(
    request: GetSpendRequest,
    callback: (error: ServiceError | null, response: GetSpendReply) => void,
  ): ClientUnaryCall;
  getSpend(
    request: GetSpendRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: GetSpendReply) => void,
  ): ClientUnaryCall;
  getSpend(
    request: GetSpendRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: GetSpendReply) => void,
  ): ClientUnaryCall;
  listUsage(
    request: ListUsageRequest,
    callback: (error: ServiceError | null, response: ListUsageReply) => void,
  ): ClientUnaryCall;
  listUsage(
    request: ListUsageRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListUsageReply) => void,
  ): ClientUnaryCall;
  listUsage(
    request: ListUsageRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListUsageReply) => void,
  ): ClientUnaryCall;
  /** halt state with the orchestrator's epoch */
  setHalt(request: SetHaltRequest, callback: (error: ServiceError | null, response: Ack) => void): ClientUnaryCall;
  setHalt(
    request: SetHaltRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  setHalt(
    request: SetHaltRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  listModels(
    request: ListModelsRequest,
    callback: (error: ServiceError | null, response: ListModelsReply) => void,
  ): ClientUnaryCall;
  listModels(
    request: ListModelsRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListModelsReply) => void,
  ): ClientUnaryCall;
  listModels(
    request: ListModelsRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListModelsReply) => void,
  ): ClientUnaryCall;
}

export const GatewayAdminClient = makeGenericClientConstructor(
  GatewayAdminService,
  "llm_gateway.GatewayAdmin",
) as unknown as {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): GatewayAdminClient;
  service: typeof GatewayAdminService;
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
