// Generated from protos/ by `npm run generate`. Do not edit.
/* eslint-disable */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type handleServerStreamingCall,
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
  /** 0: the gateway's defaults */
  rateLimits: RateLimits | undefined;
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
  /** moves later only; 0: as it is */
  expiresMs: number;
  /** all that is reserved from now on; moves up only; 0: as it is. Where it doesn't fit, nothing changes */
  reservedNanoUsd: number;
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
  pageToken: string;
}

export interface ListUsageReply {
  usages: Usage[];
  nextPageToken: string;
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
  project: string;
  /** name of the virtual key; empty: the key of a lease */
  key: string;
  cacheWriteTokens: number;
  /** part of the output */
  reasoningTokens: number;
  /** parts of input and output */
  audioTokens: number;
  /** as the request named it, where another one served it */
  askedModel: string;
  /** 0: not known */
  firstByteMs: number;
  attempts: number;
  cacheHit: boolean;
  /** the day that it is charged to */
  day: string;
  /** in the journal; 0: not known */
  position: number;
  /** the cost before it was corrected, where corrected_by is set */
  originalNanoUsd: number;
  correctedBy: string;
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
  /** what requests for it are sent to, by weight */
  targets: Target[];
}

export interface Target {
  upstream: string;
  /** as the upstream names it */
  model: string;
  /** which of its keys, from 1 */
  key: number;
  weight: number;
  /** closed: in use; open: left alone for a while; half-open: one request tries it */
  state: string;
}

export interface RateLimits {
  requestsPerMinute: number;
  tokensPerMinute: number;
  concurrentMax: number;
}

export interface KeyLimit {
  window: string;
  limitNanoUsd: number;
  soft: boolean;
}

export interface CreateVirtualKeyRequest {
  /** 1 to 63 letters, digits, ".", "_", "-"; used once */
  name: string;
  project: string;
  agentId: string;
  missionId: string;
  /** empty: any configured */
  allowedModels: string[];
  /** 0: never */
  expiresMs: number;
  /** of scope "key:NAME", one a window */
  limits: KeyLimit[];
  rateLimits: RateLimits | undefined;
}

export interface CreateVirtualKeyReply {
  ok: boolean;
  message: string;
  /** false: the same key was there already, its secret can't be shown again */
  created: boolean;
  secret: string;
  baseUrl: string;
  key: VirtualKey | undefined;
}

export interface ListVirtualKeysRequest {
  includeEnded: boolean;
  afterName: string;
  limit: number;
}

export interface ListVirtualKeysReply {
  keys: VirtualKey[];
  more: boolean;
}

export interface VirtualKey {
  name: string;
  /** first characters of the secret */
  prefix: string;
  /** "live" | "revoked" | "expired" */
  state: string;
  project: string;
  agentId: string;
  missionId: string;
  allowedModels: string[];
  /** 0: never */
  expiresMs: number;
  /** in total and in each limited window */
  spend: ScopeSpend[];
  rateLimits: RateLimits | undefined;
  createdMs: number;
  createdBy: string;
  /** 0: never */
  lastUsedMs: number;
  revokedMs: number;
}

export interface RevokeVirtualKeyRequest {
  name: string;
  reason: string;
  now: boolean;
}

export interface ListLimitsRequest {
  scope: string;
}

export interface ListLimitsReply {
  limits: SpendLimit[];
  more: boolean;
}

export interface SpendLimit {
  scope: string;
  window: string;
  limitNanoUsd: number;
  hard: boolean;
  setBy: string;
}

export interface SummarizeUsageRequest {
  /** "model" | "project" | "mission" | "agent" | "key" | "day" */
  by: string;
  /** whole days, from the one that holds this moment; 0: all that is kept */
  sinceMs: number;
  /** to the one that holds this moment; 0: today */
  untilMs: number;
}

export interface SummarizeUsageReply {
  /** at most 10,000, dearest first; by day: oldest first */
  rows: UsageRow[];
  /** of all rows, also of those that were left out */
  total: UsageRow | undefined;
  fromDay: string;
  toDay: string;
  /** oldest day that is still summed; empty: none */
  keptSince: string;
  timeZone: string;
  more: boolean;
}

export interface UsageRow {
  /** empty: requests without one */
  name: string;
  requests: number;
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  audioTokens: number;
  costNanoUsd: number;
  /** part of the cost */
  estimatedNanoUsd: number;
}

export interface ReadUsageLogRequest {
  /** 0: from the oldest record kept */
  afterPosition: number;
  /** at most 1,000 */
  limit: number;
  sinceMs: number;
  missionId: string;
  key: string;
  model: string;
  project: string;
  agentId: string;
}

export interface ReadUsageLogReply {
  usages: Usage[];
  /** ask after this one next; a page may be empty before the end */
  nextPosition: number;
  atEnd: boolean;
}

export interface CorrectUsageRequest {
  requestId: string;
  costNanoUsd: number;
  reason: string;
}

export interface WatchSpendRequest {
  /** events of the journal after it come first; 0 with from_start unset: only new ones */
  afterPosition: number;
  fromStart: boolean;
  /** only notices of this scope; "*" or "": all */
  scope: string;
}

export interface SpendNotice {
  /** in the journal; of a refusal, which is not journalled, the newest position */
  position: number;
  atMs: number;
  /** "settled" | "corrected" | "refused" | "limit-near" | "limit-passed" | "limit-set" | "budget-reset" | "key-minted" | "key-revoked" | "released" | "halt-changed" */
  kind: string;
  message: string;
  scope: string;
  window: string;
  /** -1: none */
  limitNanoUsd: number;
  settledNanoUsd: number;
  heldNanoUsd: number;
  wantedNanoUsd: number;
  /** of "settled" */
  usage: Usage | undefined;
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
    rateLimits: undefined,
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
    if (message.rateLimits !== undefined) {
      RateLimits.encode(message.rateLimits, writer.uint32(82).fork()).join();
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
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.rateLimits = RateLimits.decode(reader, reader.uint32());
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
    message.rateLimits = (object.rateLimits !== undefined && object.rateLimits !== null)
      ? RateLimits.fromPartial(object.rateLimits)
      : undefined;
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
  return { leaseId: "", expiresMs: 0, reservedNanoUsd: 0 };
}

export const ExtendReservationRequest: MessageFns<ExtendReservationRequest> = {
  encode(message: ExtendReservationRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.leaseId !== "") {
      writer.uint32(10).string(message.leaseId);
    }
    if (message.expiresMs !== 0) {
      writer.uint32(16).int64(message.expiresMs);
    }
    if (message.reservedNanoUsd !== 0) {
      writer.uint32(24).int64(message.reservedNanoUsd);
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
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.reservedNanoUsd = longToNumber(reader.int64());
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
    message.reservedNanoUsd = object.reservedNanoUsd ?? 0;
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
  return { missionId: "", limit: 0, sinceMs: 0, pageToken: "" };
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
    if (message.pageToken !== "") {
      writer.uint32(34).string(message.pageToken);
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
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.pageToken = reader.string();
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
    message.pageToken = object.pageToken ?? "";
    return message;
  },
};

function createBaseListUsageReply(): ListUsageReply {
  return { usages: [], nextPageToken: "" };
}

export const ListUsageReply: MessageFns<ListUsageReply> = {
  encode(message: ListUsageReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.usages) {
      Usage.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.nextPageToken !== "") {
      writer.uint32(18).string(message.nextPageToken);
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
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.nextPageToken = reader.string();
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
    message.nextPageToken = object.nextPageToken ?? "";
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
    project: "",
    key: "",
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    audioTokens: 0,
    askedModel: "",
    firstByteMs: 0,
    attempts: 0,
    cacheHit: false,
    day: "",
    position: 0,
    originalNanoUsd: 0,
    correctedBy: "",
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
    if (message.project !== "") {
      writer.uint32(138).string(message.project);
    }
    if (message.key !== "") {
      writer.uint32(146).string(message.key);
    }
    if (message.cacheWriteTokens !== 0) {
      writer.uint32(152).uint64(message.cacheWriteTokens);
    }
    if (message.reasoningTokens !== 0) {
      writer.uint32(160).uint64(message.reasoningTokens);
    }
    if (message.audioTokens !== 0) {
      writer.uint32(168).uint64(message.audioTokens);
    }
    if (message.askedModel !== "") {
      writer.uint32(178).string(message.askedModel);
    }
    if (message.firstByteMs !== 0) {
      writer.uint32(184).uint32(message.firstByteMs);
    }
    if (message.attempts !== 0) {
      writer.uint32(192).uint32(message.attempts);
    }
    if (message.cacheHit !== false) {
      writer.uint32(200).bool(message.cacheHit);
    }
    if (message.day !== "") {
      writer.uint32(210).string(message.day);
    }
    if (message.position !== 0) {
      writer.uint32(216).uint64(message.position);
    }
    if (message.originalNanoUsd !== 0) {
      writer.uint32(224).int64(message.originalNanoUsd);
    }
    if (message.correctedBy !== "") {
      writer.uint32(234).string(message.correctedBy);
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
          case 17: {
            if (tag !== 138) {
              break;
            }

            message.project = reader.string();
            continue;
          }
          case 18: {
            if (tag !== 146) {
              break;
            }

            message.key = reader.string();
            continue;
          }
          case 19: {
            if (tag !== 152) {
              break;
            }

            message.cacheWriteTokens = longToNumber(reader.uint64());
            continue;
          }
          case 20: {
            if (tag !== 160) {
              break;
            }

            message.reasoningTokens = longToNumber(reader.uint64());
            continue;
          }
          case 21: {
            if (tag !== 168) {
              break;
            }

            message.audioTokens = longToNumber(reader.uint64());
            continue;
          }
          case 22: {
            if (tag !== 178) {
              break;
            }

            message.askedModel = reader.string();
            continue;
          }
          case 23: {
            if (tag !== 184) {
              break;
            }

            message.firstByteMs = reader.uint32();
            continue;
          }
          case 24: {
            if (tag !== 192) {
              break;
            }

            message.attempts = reader.uint32();
            continue;
          }
          case 25: {
            if (tag !== 200) {
              break;
            }

            message.cacheHit = reader.bool();
            continue;
          }
          case 26: {
            if (tag !== 210) {
              break;
            }

            message.day = reader.string();
            continue;
          }
          case 27: {
            if (tag !== 216) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 28: {
            if (tag !== 224) {
              break;
            }

            message.originalNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 29: {
            if (tag !== 234) {
              break;
            }

            message.correctedBy = reader.string();
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
    message.project = object.project ?? "";
    message.key = object.key ?? "";
    message.cacheWriteTokens = object.cacheWriteTokens ?? 0;
    message.reasoningTokens = object.reasoningTokens ?? 0;
    message.audioTokens = object.audioTokens ?? 0;
    message.askedModel = object.askedModel ?? "";
    message.firstByteMs = object.firstByteMs ?? 0;
    message.attempts = object.attempts ?? 0;
    message.cacheHit = object.cacheHit ?? false;
    message.day = object.day ?? "";
    message.position = object.position ?? 0;
    message.originalNanoUsd = object.originalNanoUsd ?? 0;
    message.correctedBy = object.correctedBy ?? "";
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
  return { model: "", upstream: "", scripted: false, priced: false, price: "", targets: [] };
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
    for (const v of message.targets) {
      Target.encode(v!, writer.uint32(50).fork()).join();
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
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.targets.push(Target.decode(reader, reader.uint32()));
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
    message.targets = object.targets?.map((e) => Target.fromPartial(e)) || [];
    return message;
  },
};

function createBaseTarget(): Target {
  return { upstream: "", model: "", key: 0, weight: 0, state: "" };
}

export const Target: MessageFns<Target> = {
  encode(message: Target, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.upstream !== "") {
      writer.uint32(10).string(message.upstream);
    }
    if (message.model !== "") {
      writer.uint32(18).string(message.model);
    }
    if (message.key !== 0) {
      writer.uint32(24).uint32(message.key);
    }
    if (message.weight !== 0) {
      writer.uint32(32).uint32(message.weight);
    }
    if (message.state !== "") {
      writer.uint32(42).string(message.state);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Target {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTarget();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.upstream = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.key = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.weight = reader.uint32();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.state = reader.string();
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

  create<I extends Exact<DeepPartial<Target>, I>>(base?: I): Target {
    return Target.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Target>, I>>(object: I): Target {
    const message = createBaseTarget();
    message.upstream = object.upstream ?? "";
    message.model = object.model ?? "";
    message.key = object.key ?? 0;
    message.weight = object.weight ?? 0;
    message.state = object.state ?? "";
    return message;
  },
};

function createBaseRateLimits(): RateLimits {
  return { requestsPerMinute: 0, tokensPerMinute: 0, concurrentMax: 0 };
}

export const RateLimits: MessageFns<RateLimits> = {
  encode(message: RateLimits, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.requestsPerMinute !== 0) {
      writer.uint32(8).uint32(message.requestsPerMinute);
    }
    if (message.tokensPerMinute !== 0) {
      writer.uint32(16).uint32(message.tokensPerMinute);
    }
    if (message.concurrentMax !== 0) {
      writer.uint32(24).uint32(message.concurrentMax);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RateLimits {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRateLimits();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.requestsPerMinute = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.tokensPerMinute = reader.uint32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.concurrentMax = reader.uint32();
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

  create<I extends Exact<DeepPartial<RateLimits>, I>>(base?: I): RateLimits {
    return RateLimits.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RateLimits>, I>>(object: I): RateLimits {
    const message = createBaseRateLimits();
    message.requestsPerMinute = object.requestsPerMinute ?? 0;
    message.tokensPerMinute = object.tokensPerMinute ?? 0;
    message.concurrentMax = object.concurrentMax ?? 0;
    return message;
  },
};

function createBaseKeyLimit(): KeyLimit {
  return { window: "", limitNanoUsd: 0, soft: false };
}

export const KeyLimit: MessageFns<KeyLimit> = {
  encode(message: KeyLimit, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.window !== "") {
      writer.uint32(10).string(message.window);
    }
    if (message.limitNanoUsd !== 0) {
      writer.uint32(16).int64(message.limitNanoUsd);
    }
    if (message.soft !== false) {
      writer.uint32(24).bool(message.soft);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): KeyLimit {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseKeyLimit();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.window = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.limitNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.soft = reader.bool();
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

  create<I extends Exact<DeepPartial<KeyLimit>, I>>(base?: I): KeyLimit {
    return KeyLimit.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<KeyLimit>, I>>(object: I): KeyLimit {
    const message = createBaseKeyLimit();
    message.window = object.window ?? "";
    message.limitNanoUsd = object.limitNanoUsd ?? 0;
    message.soft = object.soft ?? false;
    return message;
  },
};

function createBaseCreateVirtualKeyRequest(): CreateVirtualKeyRequest {
  return {
    name: "",
    project: "",
    agentId: "",
    missionId: "",
    allowedModels: [],
    expiresMs: 0,
    limits: [],
    rateLimits: undefined,
  };
}

export const CreateVirtualKeyRequest: MessageFns<CreateVirtualKeyRequest> = {
  encode(message: CreateVirtualKeyRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== "") {
      writer.uint32(10).string(message.name);
    }
    if (message.project !== "") {
      writer.uint32(18).string(message.project);
    }
    if (message.agentId !== "") {
      writer.uint32(26).string(message.agentId);
    }
    if (message.missionId !== "") {
      writer.uint32(34).string(message.missionId);
    }
    for (const v of message.allowedModels) {
      writer.uint32(42).string(v!);
    }
    if (message.expiresMs !== 0) {
      writer.uint32(48).int64(message.expiresMs);
    }
    for (const v of message.limits) {
      KeyLimit.encode(v!, writer.uint32(58).fork()).join();
    }
    if (message.rateLimits !== undefined) {
      RateLimits.encode(message.rateLimits, writer.uint32(66).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CreateVirtualKeyRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCreateVirtualKeyRequest();
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

            message.project = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.agentId = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.allowedModels.push(reader.string());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.expiresMs = longToNumber(reader.int64());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.limits.push(KeyLimit.decode(reader, reader.uint32()));
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.rateLimits = RateLimits.decode(reader, reader.uint32());
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

  create<I extends Exact<DeepPartial<CreateVirtualKeyRequest>, I>>(base?: I): CreateVirtualKeyRequest {
    return CreateVirtualKeyRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CreateVirtualKeyRequest>, I>>(object: I): CreateVirtualKeyRequest {
    const message = createBaseCreateVirtualKeyRequest();
    message.name = object.name ?? "";
    message.project = object.project ?? "";
    message.agentId = object.agentId ?? "";
    message.missionId = object.missionId ?? "";
    message.allowedModels = object.allowedModels?.map((e) => e) || [];
    message.expiresMs = object.expiresMs ?? 0;
    message.limits = object.limits?.map((e) => KeyLimit.fromPartial(e)) || [];
    message.rateLimits = (object.rateLimits !== undefined && object.rateLimits !== null)
      ? RateLimits.fromPartial(object.rateLimits)
      : undefined;
    return message;
  },
};

function createBaseCreateVirtualKeyReply(): CreateVirtualKeyReply {
  return { ok: false, message: "", created: false, secret: "", baseUrl: "", key: undefined };
}

export const CreateVirtualKeyReply: MessageFns<CreateVirtualKeyReply> = {
  encode(message: CreateVirtualKeyReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    if (message.created !== false) {
      writer.uint32(24).bool(message.created);
    }
    if (message.secret !== "") {
      writer.uint32(34).string(message.secret);
    }
    if (message.baseUrl !== "") {
      writer.uint32(42).string(message.baseUrl);
    }
    if (message.key !== undefined) {
      VirtualKey.encode(message.key, writer.uint32(50).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CreateVirtualKeyReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCreateVirtualKeyReply();
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

            message.created = reader.bool();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.secret = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.baseUrl = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.key = VirtualKey.decode(reader, reader.uint32());
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

  create<I extends Exact<DeepPartial<CreateVirtualKeyReply>, I>>(base?: I): CreateVirtualKeyReply {
    return CreateVirtualKeyReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CreateVirtualKeyReply>, I>>(object: I): CreateVirtualKeyReply {
    const message = createBaseCreateVirtualKeyReply();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    message.created = object.created ?? false;
    message.secret = object.secret ?? "";
    message.baseUrl = object.baseUrl ?? "";
    message.key = (object.key !== undefined && object.key !== null) ? VirtualKey.fromPartial(object.key) : undefined;
    return message;
  },
};

function createBaseListVirtualKeysRequest(): ListVirtualKeysRequest {
  return { includeEnded: false, afterName: "", limit: 0 };
}

export const ListVirtualKeysRequest: MessageFns<ListVirtualKeysRequest> = {
  encode(message: ListVirtualKeysRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.includeEnded !== false) {
      writer.uint32(8).bool(message.includeEnded);
    }
    if (message.afterName !== "") {
      writer.uint32(18).string(message.afterName);
    }
    if (message.limit !== 0) {
      writer.uint32(24).uint32(message.limit);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListVirtualKeysRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListVirtualKeysRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.includeEnded = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.afterName = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
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

  create<I extends Exact<DeepPartial<ListVirtualKeysRequest>, I>>(base?: I): ListVirtualKeysRequest {
    return ListVirtualKeysRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListVirtualKeysRequest>, I>>(object: I): ListVirtualKeysRequest {
    const message = createBaseListVirtualKeysRequest();
    message.includeEnded = object.includeEnded ?? false;
    message.afterName = object.afterName ?? "";
    message.limit = object.limit ?? 0;
    return message;
  },
};

function createBaseListVirtualKeysReply(): ListVirtualKeysReply {
  return { keys: [], more: false };
}

export const ListVirtualKeysReply: MessageFns<ListVirtualKeysReply> = {
  encode(message: ListVirtualKeysReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.keys) {
      VirtualKey.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.more !== false) {
      writer.uint32(16).bool(message.more);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListVirtualKeysReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListVirtualKeysReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.keys.push(VirtualKey.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.more = reader.bool();
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

  create<I extends Exact<DeepPartial<ListVirtualKeysReply>, I>>(base?: I): ListVirtualKeysReply {
    return ListVirtualKeysReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListVirtualKeysReply>, I>>(object: I): ListVirtualKeysReply {
    const message = createBaseListVirtualKeysReply();
    message.keys = object.keys?.map((e) => VirtualKey.fromPartial(e)) || [];
    message.more = object.more ?? false;
    return message;
  },
};

function createBaseVirtualKey(): VirtualKey {
  return {
    name: "",
    prefix: "",
    state: "",
    project: "",
    agentId: "",
    missionId: "",
    allowedModels: [],
    expiresMs: 0,
    spend: [],
    rateLimits: undefined,
    createdMs: 0,
    createdBy: "",
    lastUsedMs: 0,
    revokedMs: 0,
  };
}

export const VirtualKey: MessageFns<VirtualKey> = {
  encode(message: VirtualKey, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== "") {
      writer.uint32(10).string(message.name);
    }
    if (message.prefix !== "") {
      writer.uint32(18).string(message.prefix);
    }
    if (message.state !== "") {
      writer.uint32(26).string(message.state);
    }
    if (message.project !== "") {
      writer.uint32(34).string(message.project);
    }
    if (message.agentId !== "") {
      writer.uint32(42).string(message.agentId);
    }
    if (message.missionId !== "") {
      writer.uint32(50).string(message.missionId);
    }
    for (const v of message.allowedModels) {
      writer.uint32(58).string(v!);
    }
    if (message.expiresMs !== 0) {
      writer.uint32(64).int64(message.expiresMs);
    }
    for (const v of message.spend) {
      ScopeSpend.encode(v!, writer.uint32(74).fork()).join();
    }
    if (message.rateLimits !== undefined) {
      RateLimits.encode(message.rateLimits, writer.uint32(82).fork()).join();
    }
    if (message.createdMs !== 0) {
      writer.uint32(88).int64(message.createdMs);
    }
    if (message.createdBy !== "") {
      writer.uint32(98).string(message.createdBy);
    }
    if (message.lastUsedMs !== 0) {
      writer.uint32(104).int64(message.lastUsedMs);
    }
    if (message.revokedMs !== 0) {
      writer.uint32(112).int64(message.revokedMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): VirtualKey {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseVirtualKey();
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

            message.prefix = reader.string();
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

            message.project = reader.string();
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

            message.missionId = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.allowedModels.push(reader.string());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.expiresMs = longToNumber(reader.int64());
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.spend.push(ScopeSpend.decode(reader, reader.uint32()));
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.rateLimits = RateLimits.decode(reader, reader.uint32());
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }

            message.createdMs = longToNumber(reader.int64());
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.createdBy = reader.string();
            continue;
          }
          case 13: {
            if (tag !== 104) {
              break;
            }

            message.lastUsedMs = longToNumber(reader.int64());
            continue;
          }
          case 14: {
            if (tag !== 112) {
              break;
            }

            message.revokedMs = longToNumber(reader.int64());
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

  create<I extends Exact<DeepPartial<VirtualKey>, I>>(base?: I): VirtualKey {
    return VirtualKey.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<VirtualKey>, I>>(object: I): VirtualKey {
    const message = createBaseVirtualKey();
    message.name = object.name ?? "";
    message.prefix = object.prefix ?? "";
    message.state = object.state ?? "";
    message.project = object.project ?? "";
    message.agentId = object.agentId ?? "";
    message.missionId = object.missionId ?? "";
    message.allowedModels = object.allowedModels?.map((e) => e) || [];
    message.expiresMs = object.expiresMs ?? 0;
    message.spend = object.spend?.map((e) => ScopeSpend.fromPartial(e)) || [];
    message.rateLimits = (object.rateLimits !== undefined && object.rateLimits !== null)
      ? RateLimits.fromPartial(object.rateLimits)
      : undefined;
    message.createdMs = object.createdMs ?? 0;
    message.createdBy = object.createdBy ?? "";
    message.lastUsedMs = object.lastUsedMs ?? 0;
    message.revokedMs = object.revokedMs ?? 0;
    return message;
  },
};

function createBaseRevokeVirtualKeyRequest(): RevokeVirtualKeyRequest {
  return { name: "", reason: "", now: false };
}

export const RevokeVirtualKeyRequest: MessageFns<RevokeVirtualKeyRequest> = {
  encode(message: RevokeVirtualKeyRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== "") {
      writer.uint32(10).string(message.name);
    }
    if (message.reason !== "") {
      writer.uint32(18).string(message.reason);
    }
    if (message.now !== false) {
      writer.uint32(24).bool(message.now);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RevokeVirtualKeyRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRevokeVirtualKeyRequest();
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

            message.reason = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.now = reader.bool();
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

  create<I extends Exact<DeepPartial<RevokeVirtualKeyRequest>, I>>(base?: I): RevokeVirtualKeyRequest {
    return RevokeVirtualKeyRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RevokeVirtualKeyRequest>, I>>(object: I): RevokeVirtualKeyRequest {
    const message = createBaseRevokeVirtualKeyRequest();
    message.name = object.name ?? "";
    message.reason = object.reason ?? "";
    message.now = object.now ?? false;
    return message;
  },
};

function createBaseListLimitsRequest(): ListLimitsRequest {
  return { scope: "" };
}

export const ListLimitsRequest: MessageFns<ListLimitsRequest> = {
  encode(message: ListLimitsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.scope !== "") {
      writer.uint32(10).string(message.scope);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListLimitsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListLimitsRequest();
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

  create<I extends Exact<DeepPartial<ListLimitsRequest>, I>>(base?: I): ListLimitsRequest {
    return ListLimitsRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListLimitsRequest>, I>>(object: I): ListLimitsRequest {
    const message = createBaseListLimitsRequest();
    message.scope = object.scope ?? "";
    return message;
  },
};

function createBaseListLimitsReply(): ListLimitsReply {
  return { limits: [], more: false };
}

export const ListLimitsReply: MessageFns<ListLimitsReply> = {
  encode(message: ListLimitsReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.limits) {
      SpendLimit.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.more !== false) {
      writer.uint32(16).bool(message.more);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListLimitsReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListLimitsReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.limits.push(SpendLimit.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.more = reader.bool();
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

  create<I extends Exact<DeepPartial<ListLimitsReply>, I>>(base?: I): ListLimitsReply {
    return ListLimitsReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListLimitsReply>, I>>(object: I): ListLimitsReply {
    const message = createBaseListLimitsReply();
    message.limits = object.limits?.map((e) => SpendLimit.fromPartial(e)) || [];
    message.more = object.more ?? false;
    return message;
  },
};

function createBaseSpendLimit(): SpendLimit {
  return { scope: "", window: "", limitNanoUsd: 0, hard: false, setBy: "" };
}

export const SpendLimit: MessageFns<SpendLimit> = {
  encode(message: SpendLimit, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.scope !== "") {
      writer.uint32(10).string(message.scope);
    }
    if (message.window !== "") {
      writer.uint32(18).string(message.window);
    }
    if (message.limitNanoUsd !== 0) {
      writer.uint32(24).int64(message.limitNanoUsd);
    }
    if (message.hard !== false) {
      writer.uint32(32).bool(message.hard);
    }
    if (message.setBy !== "") {
      writer.uint32(42).string(message.setBy);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SpendLimit {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSpendLimit();
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

            message.hard = reader.bool();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.setBy = reader.string();
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

  create<I extends Exact<DeepPartial<SpendLimit>, I>>(base?: I): SpendLimit {
    return SpendLimit.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SpendLimit>, I>>(object: I): SpendLimit {
    const message = createBaseSpendLimit();
    message.scope = object.scope ?? "";
    message.window = object.window ?? "";
    message.limitNanoUsd = object.limitNanoUsd ?? 0;
    message.hard = object.hard ?? false;
    message.setBy = object.setBy ?? "";
    return message;
  },
};

function createBaseSummarizeUsageRequest(): SummarizeUsageRequest {
  return { by: "", sinceMs: 0, untilMs: 0 };
}

export const SummarizeUsageRequest: MessageFns<SummarizeUsageRequest> = {
  encode(message: SummarizeUsageRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.by !== "") {
      writer.uint32(10).string(message.by);
    }
    if (message.sinceMs !== 0) {
      writer.uint32(16).int64(message.sinceMs);
    }
    if (message.untilMs !== 0) {
      writer.uint32(24).int64(message.untilMs);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SummarizeUsageRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSummarizeUsageRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.by = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.sinceMs = longToNumber(reader.int64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.untilMs = longToNumber(reader.int64());
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

  create<I extends Exact<DeepPartial<SummarizeUsageRequest>, I>>(base?: I): SummarizeUsageRequest {
    return SummarizeUsageRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SummarizeUsageRequest>, I>>(object: I): SummarizeUsageRequest {
    const message = createBaseSummarizeUsageRequest();
    message.by = object.by ?? "";
    message.sinceMs = object.sinceMs ?? 0;
    message.untilMs = object.untilMs ?? 0;
    return message;
  },
};

function createBaseSummarizeUsageReply(): SummarizeUsageReply {
  return { rows: [], total: undefined, fromDay: "", toDay: "", keptSince: "", timeZone: "", more: false };
}

export const SummarizeUsageReply: MessageFns<SummarizeUsageReply> = {
  encode(message: SummarizeUsageReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.rows) {
      UsageRow.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.total !== undefined) {
      UsageRow.encode(message.total, writer.uint32(18).fork()).join();
    }
    if (message.fromDay !== "") {
      writer.uint32(26).string(message.fromDay);
    }
    if (message.toDay !== "") {
      writer.uint32(34).string(message.toDay);
    }
    if (message.keptSince !== "") {
      writer.uint32(42).string(message.keptSince);
    }
    if (message.timeZone !== "") {
      writer.uint32(50).string(message.timeZone);
    }
    if (message.more !== false) {
      writer.uint32(56).bool(message.more);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SummarizeUsageReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSummarizeUsageReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.rows.push(UsageRow.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.total = UsageRow.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.fromDay = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.toDay = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.keptSince = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.timeZone = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.more = reader.bool();
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

  create<I extends Exact<DeepPartial<SummarizeUsageReply>, I>>(base?: I): SummarizeUsageReply {
    return SummarizeUsageReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SummarizeUsageReply>, I>>(object: I): SummarizeUsageReply {
    const message = createBaseSummarizeUsageReply();
    message.rows = object.rows?.map((e) => UsageRow.fromPartial(e)) || [];
    message.total = (object.total !== undefined && object.total !== null)
      ? UsageRow.fromPartial(object.total)
      : undefined;
    message.fromDay = object.fromDay ?? "";
    message.toDay = object.toDay ?? "";
    message.keptSince = object.keptSince ?? "";
    message.timeZone = object.timeZone ?? "";
    message.more = object.more ?? false;
    return message;
  },
};

function createBaseUsageRow(): UsageRow {
  return {
    name: "",
    requests: 0,
    inputTokens: 0,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    audioTokens: 0,
    costNanoUsd: 0,
    estimatedNanoUsd: 0,
  };
}

export const UsageRow: MessageFns<UsageRow> = {
  encode(message: UsageRow, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== "") {
      writer.uint32(10).string(message.name);
    }
    if (message.requests !== 0) {
      writer.uint32(16).uint64(message.requests);
    }
    if (message.inputTokens !== 0) {
      writer.uint32(24).uint64(message.inputTokens);
    }
    if (message.cachedTokens !== 0) {
      writer.uint32(32).uint64(message.cachedTokens);
    }
    if (message.cacheWriteTokens !== 0) {
      writer.uint32(40).uint64(message.cacheWriteTokens);
    }
    if (message.outputTokens !== 0) {
      writer.uint32(48).uint64(message.outputTokens);
    }
    if (message.reasoningTokens !== 0) {
      writer.uint32(56).uint64(message.reasoningTokens);
    }
    if (message.audioTokens !== 0) {
      writer.uint32(64).uint64(message.audioTokens);
    }
    if (message.costNanoUsd !== 0) {
      writer.uint32(72).int64(message.costNanoUsd);
    }
    if (message.estimatedNanoUsd !== 0) {
      writer.uint32(80).int64(message.estimatedNanoUsd);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): UsageRow {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUsageRow();
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
            if (tag !== 16) {
              break;
            }

            message.requests = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.inputTokens = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.cachedTokens = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.cacheWriteTokens = longToNumber(reader.uint64());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.outputTokens = longToNumber(reader.uint64());
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.reasoningTokens = longToNumber(reader.uint64());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.audioTokens = longToNumber(reader.uint64());
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.costNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.estimatedNanoUsd = longToNumber(reader.int64());
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

  create<I extends Exact<DeepPartial<UsageRow>, I>>(base?: I): UsageRow {
    return UsageRow.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<UsageRow>, I>>(object: I): UsageRow {
    const message = createBaseUsageRow();
    message.name = object.name ?? "";
    message.requests = object.requests ?? 0;
    message.inputTokens = object.inputTokens ?? 0;
    message.cachedTokens = object.cachedTokens ?? 0;
    message.cacheWriteTokens = object.cacheWriteTokens ?? 0;
    message.outputTokens = object.outputTokens ?? 0;
    message.reasoningTokens = object.reasoningTokens ?? 0;
    message.audioTokens = object.audioTokens ?? 0;
    message.costNanoUsd = object.costNanoUsd ?? 0;
    message.estimatedNanoUsd = object.estimatedNanoUsd ?? 0;
    return message;
  },
};

function createBaseReadUsageLogRequest(): ReadUsageLogRequest {
  return { afterPosition: 0, limit: 0, sinceMs: 0, missionId: "", key: "", model: "", project: "", agentId: "" };
}

export const ReadUsageLogRequest: MessageFns<ReadUsageLogRequest> = {
  encode(message: ReadUsageLogRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.afterPosition !== 0) {
      writer.uint32(8).uint64(message.afterPosition);
    }
    if (message.limit !== 0) {
      writer.uint32(16).uint32(message.limit);
    }
    if (message.sinceMs !== 0) {
      writer.uint32(24).int64(message.sinceMs);
    }
    if (message.missionId !== "") {
      writer.uint32(34).string(message.missionId);
    }
    if (message.key !== "") {
      writer.uint32(42).string(message.key);
    }
    if (message.model !== "") {
      writer.uint32(50).string(message.model);
    }
    if (message.project !== "") {
      writer.uint32(58).string(message.project);
    }
    if (message.agentId !== "") {
      writer.uint32(66).string(message.agentId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReadUsageLogRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReadUsageLogRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.afterPosition = longToNumber(reader.uint64());
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
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.missionId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.key = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.model = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.project = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.agentId = reader.string();
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

  create<I extends Exact<DeepPartial<ReadUsageLogRequest>, I>>(base?: I): ReadUsageLogRequest {
    return ReadUsageLogRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ReadUsageLogRequest>, I>>(object: I): ReadUsageLogRequest {
    const message = createBaseReadUsageLogRequest();
    message.afterPosition = object.afterPosition ?? 0;
    message.limit = object.limit ?? 0;
    message.sinceMs = object.sinceMs ?? 0;
    message.missionId = object.missionId ?? "";
    message.key = object.key ?? "";
    message.model = object.model ?? "";
    message.project = object.project ?? "";
    message.agentId = object.agentId ?? "";
    return message;
  },
};

function createBaseReadUsageLogReply(): ReadUsageLogReply {
  return { usages: [], nextPosition: 0, atEnd: false };
}

export const ReadUsageLogReply: MessageFns<ReadUsageLogReply> = {
  encode(message: ReadUsageLogReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.usages) {
      Usage.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.nextPosition !== 0) {
      writer.uint32(16).uint64(message.nextPosition);
    }
    if (message.atEnd !== false) {
      writer.uint32(24).bool(message.atEnd);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReadUsageLogReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReadUsageLogReply();
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
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.nextPosition = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.atEnd = reader.bool();
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

  create<I extends Exact<DeepPartial<ReadUsageLogReply>, I>>(base?: I): ReadUsageLogReply {
    return ReadUsageLogReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ReadUsageLogReply>, I>>(object: I): ReadUsageLogReply {
    const message = createBaseReadUsageLogReply();
    message.usages = object.usages?.map((e) => Usage.fromPartial(e)) || [];
    message.nextPosition = object.nextPosition ?? 0;
    message.atEnd = object.atEnd ?? false;
    return message;
  },
};

function createBaseCorrectUsageRequest(): CorrectUsageRequest {
  return { requestId: "", costNanoUsd: 0, reason: "" };
}

export const CorrectUsageRequest: MessageFns<CorrectUsageRequest> = {
  encode(message: CorrectUsageRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.requestId !== "") {
      writer.uint32(10).string(message.requestId);
    }
    if (message.costNanoUsd !== 0) {
      writer.uint32(16).int64(message.costNanoUsd);
    }
    if (message.reason !== "") {
      writer.uint32(26).string(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CorrectUsageRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCorrectUsageRequest();
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
            if (tag !== 16) {
              break;
            }

            message.costNanoUsd = longToNumber(reader.int64());
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

  create<I extends Exact<DeepPartial<CorrectUsageRequest>, I>>(base?: I): CorrectUsageRequest {
    return CorrectUsageRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CorrectUsageRequest>, I>>(object: I): CorrectUsageRequest {
    const message = createBaseCorrectUsageRequest();
    message.requestId = object.requestId ?? "";
    message.costNanoUsd = object.costNanoUsd ?? 0;
    message.reason = object.reason ?? "";
    return message;
  },
};

function createBaseWatchSpendRequest(): WatchSpendRequest {
  return { afterPosition: 0, fromStart: false, scope: "" };
}

export const WatchSpendRequest: MessageFns<WatchSpendRequest> = {
  encode(message: WatchSpendRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.afterPosition !== 0) {
      writer.uint32(8).uint64(message.afterPosition);
    }
    if (message.fromStart !== false) {
      writer.uint32(16).bool(message.fromStart);
    }
    if (message.scope !== "") {
      writer.uint32(26).string(message.scope);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): WatchSpendRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseWatchSpendRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.afterPosition = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.fromStart = reader.bool();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.scope = reader.string();
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

  create<I extends Exact<DeepPartial<WatchSpendRequest>, I>>(base?: I): WatchSpendRequest {
    return WatchSpendRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<WatchSpendRequest>, I>>(object: I): WatchSpendRequest {
    const message = createBaseWatchSpendRequest();
    message.afterPosition = object.afterPosition ?? 0;
    message.fromStart = object.fromStart ?? false;
    message.scope = object.scope ?? "";
    return message;
  },
};

function createBaseSpendNotice(): SpendNotice {
  return {
    position: 0,
    atMs: 0,
    kind: "",
    message: "",
    scope: "",
    window: "",
    limitNanoUsd: 0,
    settledNanoUsd: 0,
    heldNanoUsd: 0,
    wantedNanoUsd: 0,
    usage: undefined,
  };
}

export const SpendNotice: MessageFns<SpendNotice> = {
  encode(message: SpendNotice, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    if (message.atMs !== 0) {
      writer.uint32(16).int64(message.atMs);
    }
    if (message.kind !== "") {
      writer.uint32(26).string(message.kind);
    }
    if (message.message !== "") {
      writer.uint32(34).string(message.message);
    }
    if (message.scope !== "") {
      writer.uint32(42).string(message.scope);
    }
    if (message.window !== "") {
      writer.uint32(50).string(message.window);
    }
    if (message.limitNanoUsd !== 0) {
      writer.uint32(56).int64(message.limitNanoUsd);
    }
    if (message.settledNanoUsd !== 0) {
      writer.uint32(64).int64(message.settledNanoUsd);
    }
    if (message.heldNanoUsd !== 0) {
      writer.uint32(72).int64(message.heldNanoUsd);
    }
    if (message.wantedNanoUsd !== 0) {
      writer.uint32(80).int64(message.wantedNanoUsd);
    }
    if (message.usage !== undefined) {
      Usage.encode(message.usage, writer.uint32(90).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SpendNotice {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSpendNotice();
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
            if (tag !== 16) {
              break;
            }

            message.atMs = longToNumber(reader.int64());
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

            message.message = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.scope = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.window = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.limitNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.settledNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.heldNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.wantedNanoUsd = longToNumber(reader.int64());
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.usage = Usage.decode(reader, reader.uint32());
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

  create<I extends Exact<DeepPartial<SpendNotice>, I>>(base?: I): SpendNotice {
    return SpendNotice.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SpendNotice>, I>>(object: I): SpendNotice {
    const message = createBaseSpendNotice();
    message.position = object.position ?? 0;
    message.atMs = object.atMs ?? 0;
    message.kind = object.kind ?? "";
    message.message = object.message ?? "";
    message.scope = object.scope ?? "";
    message.window = object.window ?? "";
    message.limitNanoUsd = object.limitNanoUsd ?? 0;
    message.settledNanoUsd = object.settledNanoUsd ?? 0;
    message.heldNanoUsd = object.heldNanoUsd ?? 0;
    message.wantedNanoUsd = object.wantedNanoUsd ?? 0;
    message.usage = (object.usage !== undefined && object.usage !== null) ? Usage.fromPartial(object.usage) : undefined;
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
  /** idempotent by name; the secret is in the first reply only */
  createVirtualKey: {
    path: "/llm_gateway.GatewayAdmin/CreateVirtualKey" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: CreateVirtualKeyRequest): Buffer =>
      Buffer.from(CreateVirtualKeyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): CreateVirtualKeyRequest => CreateVirtualKeyRequest.decode(value),
    responseSerialize: (value: CreateVirtualKeyReply): Buffer =>
      Buffer.from(CreateVirtualKeyReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): CreateVirtualKeyReply => CreateVirtualKeyReply.decode(value),
  },
  listVirtualKeys: {
    path: "/llm_gateway.GatewayAdmin/ListVirtualKeys" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListVirtualKeysRequest): Buffer =>
      Buffer.from(ListVirtualKeysRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListVirtualKeysRequest => ListVirtualKeysRequest.decode(value),
    responseSerialize: (value: ListVirtualKeysReply): Buffer =>
      Buffer.from(ListVirtualKeysReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListVirtualKeysReply => ListVirtualKeysReply.decode(value),
  },
  revokeVirtualKey: {
    path: "/llm_gateway.GatewayAdmin/RevokeVirtualKey" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: RevokeVirtualKeyRequest): Buffer =>
      Buffer.from(RevokeVirtualKeyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): RevokeVirtualKeyRequest => RevokeVirtualKeyRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  listLimits: {
    path: "/llm_gateway.GatewayAdmin/ListLimits" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListLimitsRequest): Buffer => Buffer.from(ListLimitsRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListLimitsRequest => ListLimitsRequest.decode(value),
    responseSerialize: (value: ListLimitsReply): Buffer => Buffer.from(ListLimitsReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListLimitsReply => ListLimitsReply.decode(value),
  },
  summarizeUsage: {
    path: "/llm_gateway.GatewayAdmin/SummarizeUsage" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: SummarizeUsageRequest): Buffer =>
      Buffer.from(SummarizeUsageRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): SummarizeUsageRequest => SummarizeUsageRequest.decode(value),
    responseSerialize: (value: SummarizeUsageReply): Buffer => Buffer.from(SummarizeUsageReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): SummarizeUsageReply => SummarizeUsageReply.decode(value),
  },
  /** pages through the journal, oldest first */
  readUsageLog: {
    path: "/llm_gateway.GatewayAdmin/ReadUsageLog" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ReadUsageLogRequest): Buffer => Buffer.from(ReadUsageLogRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ReadUsageLogRequest => ReadUsageLogRequest.decode(value),
    responseSerialize: (value: ReadUsageLogReply): Buffer => Buffer.from(ReadUsageLogReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ReadUsageLogReply => ReadUsageLogReply.decode(value),
  },
  /** changes what a settled request cost */
  correctUsage: {
    path: "/llm_gateway.GatewayAdmin/CorrectUsage" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: CorrectUsageRequest): Buffer => Buffer.from(CorrectUsageRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): CorrectUsageRequest => CorrectUsageRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  watchSpend: {
    path: "/llm_gateway.GatewayAdmin/WatchSpend" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: WatchSpendRequest): Buffer => Buffer.from(WatchSpendRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): WatchSpendRequest => WatchSpendRequest.decode(value),
    responseSerialize: (value: SpendNotice): Buffer => Buffer.from(SpendNotice.encode(value).finish()),
    responseDeserialize: (value: Buffer): SpendNotice => SpendNotice.decode(value),
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
  /** idempotent by name; the secret is in the first reply only */
  createVirtualKey: handleUnaryCall<CreateVirtualKeyRequest, CreateVirtualKeyReply>;
  listVirtualKeys: handleUnaryCall<ListVirtualKeysRequest, ListVirtualKeysReply>;
  revokeVirtualKey: handleUnaryCall<RevokeVirtualKeyRequest, Ack>;
  listLimits: handleUnaryCall<ListLimitsRequest, ListLimitsReply>;
  summarizeUsage: handleUnaryCall<SummarizeUsageRequest, SummarizeUsageReply>;
  /** pages through the journal, oldest first */
  readUsageLog: handleUnaryCall<ReadUsageLogRequest, ReadUsageLogReply>;
  /** changes what a settled request cost */
  correctUsage: handleUnaryCall<CorrectUsageRequest, Ack>;
  watchSpend: handleServerStreamingCall<WatchSpendRequest, SpendNotice>;
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
  /** idempotent by name; the secret is in the first reply only */
  createVirtualKey(
    request: CreateVirtualKeyRequest,
    callback: (error: ServiceError | null, response: CreateVirtualKeyReply) => void,
  ): ClientUnaryCall;
  createVirtualKey(
    request: CreateVirtualKeyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: CreateVirtualKeyReply) => void,
  ): ClientUnaryCall;
  createVirtualKey(
    request: CreateVirtualKeyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: CreateVirtualKeyReply) => void,
  ): ClientUnaryCall;
  listVirtualKeys(
    request: ListVirtualKeysRequest,
    callback: (error: ServiceError | null, response: ListVirtualKeysReply) => void,
  ): ClientUnaryCall;
  listVirtualKeys(
    request: ListVirtualKeysRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListVirtualKeysReply) => void,
  ): ClientUnaryCall;
  listVirtualKeys(
    request: ListVirtualKeysRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListVirtualKeysReply) => void,
  ): ClientUnaryCall;
  revokeVirtualKey(
    request: RevokeVirtualKeyRequest,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  revokeVirtualKey(
    request: RevokeVirtualKeyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  revokeVirtualKey(
    request: RevokeVirtualKeyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  listLimits(
    request: ListLimitsRequest,
    callback: (error: ServiceError | null, response: ListLimitsReply) => void,
  ): ClientUnaryCall;
  listLimits(
    request: ListLimitsRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListLimitsReply) => void,
  ): ClientUnaryCall;
  listLimits(
    request: ListLimitsRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListLimitsReply) => void,
  ): ClientUnaryCall;
  summarizeUsage(
    request: SummarizeUsageRequest,
    callback: (error: ServiceError | null, response: SummarizeUsageReply) => void,
  ): ClientUnaryCall;
  summarizeUsage(
    request: SummarizeUsageRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: SummarizeUsageReply) => void,
  ): ClientUnaryCall;
  summarizeUsage(
    request: SummarizeUsageRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: SummarizeUsageReply) => void,
  ): ClientUnaryCall;
  /** pages through the journal, oldest first */
  readUsageLog(
    request: ReadUsageLogRequest,
    callback: (error: ServiceError | null, response: ReadUsageLogReply) => void,
  ): ClientUnaryCall;
  readUsageLog(
    request: ReadUsageLogRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ReadUsageLogReply) => void,
  ): ClientUnaryCall;
  readUsageLog(
    request: ReadUsageLogRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ReadUsageLogReply) => void,
  ): ClientUnaryCall;
  /** changes what a settled request cost */
  correctUsage(
    request: CorrectUsageRequest,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  correctUsage(
    request: CorrectUsageRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  correctUsage(
    request: CorrectUsageRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  watchSpend(request: WatchSpendRequest, options?: Partial<CallOptions>): ClientReadableStream<SpendNotice>;
  watchSpend(
    request: WatchSpendRequest,
    metadata?: Metadata,
    options?: Partial<CallOptions>,
  ): ClientReadableStream<SpendNotice>;
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
