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

export const protobufPackage = "semantic_engine";

export const protobufFileName = "semantic_engine.proto";

/** Synapse's wire contract. Clients written for the original messages work unchanged. */

export const SearchMode = { VECTOR_ONLY: 0, GRAPH_ONLY: 1, HYBRID: 2 } as const;

export type SearchMode = typeof SearchMode[keyof typeof SearchMode];

export namespace SearchMode {
  export type VECTOR_ONLY = typeof SearchMode.VECTOR_ONLY;
  export type GRAPH_ONLY = typeof SearchMode.GRAPH_ONLY;
  export type HYBRID = typeof SearchMode.HYBRID;
}

export const ReasoningStrategy = { NONE: 0, RDFS: 1, OWLRL: 2 } as const;

export type ReasoningStrategy = typeof ReasoningStrategy[keyof typeof ReasoningStrategy];

export namespace ReasoningStrategy {
  export type NONE = typeof ReasoningStrategy.NONE;
  export type RDFS = typeof ReasoningStrategy.RDFS;
  export type OWLRL = typeof ReasoningStrategy.OWLRL;
}

export interface Triple {
  subject: string;
  predicate: string;
  object: string;
  provenance: Provenance | undefined;
  embedding: number[];
  graph: string;
}

export interface Provenance {
  source: string;
  timestamp: string;
  method: string;
}

export interface IngestRequest {
  triples: Triple[];
  namespace: string;
  idempotencyKey: string;
}

export interface IngestResponse {
  nodesAdded: number;
  edgesAdded: number;
  position: number;
}

export interface IngestFileRequest {
  filePath: string;
  namespace: string;
}

export interface NodeRequest {
  nodeId: number;
  namespace: string;
  direction: string;
  depth: number;
  edgeFilter: string;
  limitPerLayer: number;
  scoringStrategy: string;
  nodeTypeFilter: string;
}

export interface Neighbor {
  nodeId: number;
  edgeType: string;
  uri: string;
  direction: string;
  depth: number;
  score: number;
}

export interface NeighborResponse {
  neighbors: Neighbor[];
}

export interface SearchRequest {
  query: string;
  limit: number;
  namespace: string;
  prefixLen: number;
  types: string[];
}

export interface SearchResult {
  nodeId: number;
  score: number;
  content: string;
  uri: string;
}

export interface SearchResponse {
  results: SearchResult[];
}

export interface ResolveRequest {
  content: string;
  namespace: string;
}

export interface ResolveResponse {
  nodeId: number;
  found: boolean;
}

export interface EmptyRequest {
  namespace: string;
}

export interface TriplesResponse {
  triples: Triple[];
}

export interface SparqlRequest {
  query: string;
  namespace: string;
}

export interface SparqlResponse {
  resultsJson: string;
}

export interface DeleteResponse {
  success: boolean;
  message: string;
}

export interface HybridSearchRequest {
  query: string;
  namespace: string;
  vectorK: number;
  graphDepth: number;
  mode: SearchMode;
  limit: number;
  prefixLen: number;
  queryVector: number[];
  types: string[];
}

export interface ReasoningRequest {
  namespace: string;
  strategy: ReasoningStrategy;
  materialize: boolean;
}

export interface ReasoningResponse {
  success: boolean;
  triplesInferred: number;
  message: string;
}

/** A change of the default graph of the namespace, or of a named graph, in N-Quads syntax without the final dot's newline. */
export interface Change {
  remove: boolean;
  quad: string;
}

export interface ApplyChangesRequest {
  /** "": "panal" */
  namespace: string;
  /** the writer's journal */
  journalId: string;
  /** must follow the last applied one */
  firstPosition: number;
  lastPosition: number;
  /** at most 10,000 */
  changes: Change[];
  /** a batch that breaks a shape is kept apart and counts as taken; otherwise it is refused */
  quarantine: boolean;
}

export interface ApplyChangesReply {
  position: number;
  duplicate: boolean;
  feedPosition: number;
  quarantined: boolean;
}

/**
 * Up: numbered batches, as many in a message as wait. Down: one acknowledgement for each, in order, once it is flushed; the first message
 * tells the window. A batch that is refused changes nothing, and those after it are decided all the same. Before the server stops it
 * answers what it has decided and ends the call with UNAVAILABLE; what is not answered is to be sent again.
 */
export interface IngestBatches {
  batches: IngestBatch[];
}

export interface IngestBatch {
  /** of the caller's choice, each larger than the one before */
  number: number;
  content: { $case: "changes"; value: ApplyChangesRequest } | { $case: "triples"; value: IngestRequest } | undefined;
}

export interface IngestAcks {
  acks: IngestAck[];
  windowBatches: number;
  windowBytes: number;
}

export interface IngestAck {
  number: number;
  outcome: { $case: "changes"; value: ApplyChangesReply } | { $case: "triples"; value: IngestResponse } | {
    $case: "refused";
    value: BatchRefused;
  } | undefined;
}

export interface BatchRefused {
  code: number;
  message: string;
}

export interface GetFeedPositionRequest {
  journalId: string;
}

export interface GetFeedPositionReply {
  lastPosition: number;
}

export interface WatchChangesRequest {
  fromPosition: number;
  namespace: string;
}

export interface ChangeRecord {
  position: number;
  namespace: string;
  atMs: number;
  changes: Change[];
  journalId: string;
  lastPosition: number;
  namespaceDeleted: boolean;
}

export interface ListQuarantineRequest {
  namespace: string;
  limit: number;
  withChanges: boolean;
}

export interface ListQuarantineReply {
  batches: QuarantinedBatch[];
  total: number;
  forgotten: number;
}

export interface QuarantinedBatch {
  position: number;
  atMs: number;
  namespace: string;
  journalId: string;
  lastPosition: number;
  reason: string;
  count: number;
  changes: Change[];
}

export interface ResolveQuarantineRequest {
  namespace: string;
  position: number;
  apply: boolean;
}

export interface ResolveQuarantineReply {
  position: number;
}

export interface Statistics {
  quads: number;
  position: number;
  nodes: number;
  namespaces: NamespaceStatistics[];
  lagChanges: number;
  quarantined: number;
}

export interface NamespaceStatistics {
  namespace: string;
  quads: number;
}

export interface UpdateSparqlRequest {
  update: string;
  namespace: string;
  /** the same key and request again: nothing is written, the same position is answered */
  idempotencyKey: string;
  /** refused when the namespace was changed after it; 0: no such condition */
  ifPosition: number;
  /** as using-graph-uri of the SPARQL Protocol; excludes USING and WITH */
  usingGraphs: string[];
  usingNamedGraphs: string[];
}

export interface TransactionRequest {
  namespace: string;
  /** in order, at most 10,000 */
  changes: Change[];
  /** as in UpdateSparqlRequest */
  ifPosition: number;
  /** quads that must be there just before */
  mustExist: string[];
  /** quads that must not */
  mustNotExist: string[];
  idempotencyKey: string;
}

export interface WriteReply {
  position: number;
  duplicate: boolean;
  added: number;
  removed: number;
}

export interface StreamQueryRequest {
  query: string;
  namespace: string;
  /** as the HTTP header; "": JSON for SELECT and ASK, Turtle for graphs */
  accept: string;
  /** otherwise the default graph is the union of all graphs, as in QuerySparql */
  standardDefaultGraph: boolean;
}

export interface QueryPart {
  mediaType: string;
  text: string;
}

export interface TriplesPart {
  triples: Triple[];
}

export interface ExportRequest {
  namespace: string;
}

export interface ExportPart {
  namespace: string;
  quads: Buffer;
  position: number;
  total: number;
}

export interface BackupRequest {
}

export interface BackupPart {
  file: string;
  data: Buffer;
}

function createBaseTriple(): Triple {
  return { subject: "", predicate: "", object: "", provenance: undefined, embedding: [], graph: "" };
}

export const Triple: MessageFns<Triple> = {
  encode(message: Triple, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.subject !== "") {
      writer.uint32(10).string(message.subject);
    }
    if (message.predicate !== "") {
      writer.uint32(18).string(message.predicate);
    }
    if (message.object !== "") {
      writer.uint32(26).string(message.object);
    }
    if (message.provenance !== undefined) {
      Provenance.encode(message.provenance, writer.uint32(34).fork()).join();
    }
    if (message.embedding.length !== 0) {
      writer.uint32(42).fork();
      for (const v of message.embedding) {
        writer.float(v);
      }
      writer.join();
    }
    if (message.graph !== "") {
      writer.uint32(50).string(message.graph);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Triple {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTriple();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.subject = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.predicate = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.object = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.provenance = Provenance.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag === 45) {
              message.embedding.push(reader.float());

              continue;
            }

            if (tag === 42) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.embedding.push(reader.float());
              }

              continue;
            }

            break;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.graph = reader.string();
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

  create<I extends Exact<DeepPartial<Triple>, I>>(base?: I): Triple {
    return Triple.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Triple>, I>>(object: I): Triple {
    const message = createBaseTriple();
    message.subject = object.subject ?? "";
    message.predicate = object.predicate ?? "";
    message.object = object.object ?? "";
    message.provenance = (object.provenance !== undefined && object.provenance !== null)
      ? Provenance.fromPartial(object.provenance)
      : undefined;
    message.embedding = object.embedding?.map((e) => e) || [];
    message.graph = object.graph ?? "";
    return message;
  },
};

function createBaseProvenance(): Provenance {
  return { source: "", timestamp: "", method: "" };
}

export const Provenance: MessageFns<Provenance> = {
  encode(message: Provenance, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.source !== "") {
      writer.uint32(10).string(message.source);
    }
    if (message.timestamp !== "") {
      writer.uint32(18).string(message.timestamp);
    }
    if (message.method !== "") {
      writer.uint32(26).string(message.method);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Provenance {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseProvenance();
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

            message.timestamp = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.method = reader.string();
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

  create<I extends Exact<DeepPartial<Provenance>, I>>(base?: I): Provenance {
    return Provenance.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Provenance>, I>>(object: I): Provenance {
    const message = createBaseProvenance();
    message.source = object.source ?? "";
    message.timestamp = object.timestamp ?? "";
    message.method = object.method ?? "";
    return message;
  },
};

function createBaseIngestRequest(): IngestRequest {
  return { triples: [], namespace: "", idempotencyKey: "" };
}

export const IngestRequest: MessageFns<IngestRequest> = {
  encode(message: IngestRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.triples) {
      Triple.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    if (message.idempotencyKey !== "") {
      writer.uint32(26).string(message.idempotencyKey);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.triples.push(Triple.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.idempotencyKey = reader.string();
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

  create<I extends Exact<DeepPartial<IngestRequest>, I>>(base?: I): IngestRequest {
    return IngestRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestRequest>, I>>(object: I): IngestRequest {
    const message = createBaseIngestRequest();
    message.triples = object.triples?.map((e) => Triple.fromPartial(e)) || [];
    message.namespace = object.namespace ?? "";
    message.idempotencyKey = object.idempotencyKey ?? "";
    return message;
  },
};

function createBaseIngestResponse(): IngestResponse {
  return { nodesAdded: 0, edgesAdded: 0, position: 0 };
}

export const IngestResponse: MessageFns<IngestResponse> = {
  encode(message: IngestResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.nodesAdded !== 0) {
      writer.uint32(8).uint32(message.nodesAdded);
    }
    if (message.edgesAdded !== 0) {
      writer.uint32(16).uint32(message.edgesAdded);
    }
    if (message.position !== 0) {
      writer.uint32(24).uint64(message.position);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.nodesAdded = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.edgesAdded = reader.uint32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.position = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<IngestResponse>, I>>(base?: I): IngestResponse {
    return IngestResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestResponse>, I>>(object: I): IngestResponse {
    const message = createBaseIngestResponse();
    message.nodesAdded = object.nodesAdded ?? 0;
    message.edgesAdded = object.edgesAdded ?? 0;
    message.position = object.position ?? 0;
    return message;
  },
};

function createBaseIngestFileRequest(): IngestFileRequest {
  return { filePath: "", namespace: "" };
}

export const IngestFileRequest: MessageFns<IngestFileRequest> = {
  encode(message: IngestFileRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.filePath !== "") {
      writer.uint32(10).string(message.filePath);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestFileRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestFileRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.filePath = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
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

  create<I extends Exact<DeepPartial<IngestFileRequest>, I>>(base?: I): IngestFileRequest {
    return IngestFileRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestFileRequest>, I>>(object: I): IngestFileRequest {
    const message = createBaseIngestFileRequest();
    message.filePath = object.filePath ?? "";
    message.namespace = object.namespace ?? "";
    return message;
  },
};

function createBaseNodeRequest(): NodeRequest {
  return {
    nodeId: 0,
    namespace: "",
    direction: "",
    depth: 0,
    edgeFilter: "",
    limitPerLayer: 0,
    scoringStrategy: "",
    nodeTypeFilter: "",
  };
}

export const NodeRequest: MessageFns<NodeRequest> = {
  encode(message: NodeRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.nodeId !== 0) {
      writer.uint32(8).uint32(message.nodeId);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    if (message.direction !== "") {
      writer.uint32(26).string(message.direction);
    }
    if (message.depth !== 0) {
      writer.uint32(32).uint32(message.depth);
    }
    if (message.edgeFilter !== "") {
      writer.uint32(42).string(message.edgeFilter);
    }
    if (message.limitPerLayer !== 0) {
      writer.uint32(48).uint32(message.limitPerLayer);
    }
    if (message.scoringStrategy !== "") {
      writer.uint32(58).string(message.scoringStrategy);
    }
    if (message.nodeTypeFilter !== "") {
      writer.uint32(66).string(message.nodeTypeFilter);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): NodeRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseNodeRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.nodeId = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.direction = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.depth = reader.uint32();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.edgeFilter = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.limitPerLayer = reader.uint32();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.scoringStrategy = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.nodeTypeFilter = reader.string();
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

  create<I extends Exact<DeepPartial<NodeRequest>, I>>(base?: I): NodeRequest {
    return NodeRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<NodeRequest>, I>>(object: I): NodeRequest {
    const message = createBaseNodeRequest();
    message.nodeId = object.nodeId ?? 0;
    message.namespace = object.namespace ?? "";
    message.direction = object.direction ?? "";
    message.depth = object.depth ?? 0;
    message.edgeFilter = object.edgeFilter ?? "";
    message.limitPerLayer = object.limitPerLayer ?? 0;
    message.scoringStrategy = object.scoringStrategy ?? "";
    message.nodeTypeFilter = object.nodeTypeFilter ?? "";
    return message;
  },
};

function createBaseNeighbor(): Neighbor {
  return { nodeId: 0, edgeType: "", uri: "", direction: "", depth: 0, score: 0 };
}

export const Neighbor: MessageFns<Neighbor> = {
  encode(message: Neighbor, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.nodeId !== 0) {
      writer.uint32(8).uint32(message.nodeId);
    }
    if (message.edgeType !== "") {
      writer.uint32(18).string(message.edgeType);
    }
    if (message.uri !== "") {
      writer.uint32(26).string(message.uri);
    }
    if (message.direction !== "") {
      writer.uint32(34).string(message.direction);
    }
    if (message.depth !== 0) {
      writer.uint32(40).uint32(message.depth);
    }
    if (message.score !== 0) {
      writer.uint32(53).float(message.score);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Neighbor {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseNeighbor();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.nodeId = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.edgeType = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.uri = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.direction = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.depth = reader.uint32();
            continue;
          }
          case 6: {
            if (tag !== 53) {
              break;
            }

            message.score = reader.float();
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

  create<I extends Exact<DeepPartial<Neighbor>, I>>(base?: I): Neighbor {
    return Neighbor.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Neighbor>, I>>(object: I): Neighbor {
    const message = createBaseNeighbor();
    message.nodeId = object.nodeId ?? 0;
    message.edgeType = object.edgeType ?? "";
    message.uri = object.uri ?? "";
    message.direction = object.direction ?? "";
    message.depth = object.depth ?? 0;
    message.score = object.score ?? 0;
    return message;
  },
};

function createBaseNeighborResponse(): NeighborResponse {
  return { neighbors: [] };
}

export const NeighborResponse: MessageFns<NeighborResponse> = {
  encode(message: NeighborResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.neighbors) {
      Neighbor.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): NeighborResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseNeighborResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.neighbors.push(Neighbor.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<NeighborResponse>, I>>(base?: I): NeighborResponse {
    return NeighborResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<NeighborResponse>, I>>(object: I): NeighborResponse {
    const message = createBaseNeighborResponse();
    message.neighbors = object.neighbors?.map((e) => Neighbor.fromPartial(e)) || [];
    return message;
  },
};

function createBaseSearchRequest(): SearchRequest {
  return { query: "", limit: 0, namespace: "", prefixLen: 0, types: [] };
}

export const SearchRequest: MessageFns<SearchRequest> = {
  encode(message: SearchRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.query !== "") {
      writer.uint32(10).string(message.query);
    }
    if (message.limit !== 0) {
      writer.uint32(16).uint32(message.limit);
    }
    if (message.namespace !== "") {
      writer.uint32(26).string(message.namespace);
    }
    if (message.prefixLen !== 0) {
      writer.uint32(32).int32(message.prefixLen);
    }
    for (const v of message.types) {
      writer.uint32(42).string(v!);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SearchRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSearchRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.query = reader.string();
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
            if (tag !== 26) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.prefixLen = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.types.push(reader.string());
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

  create<I extends Exact<DeepPartial<SearchRequest>, I>>(base?: I): SearchRequest {
    return SearchRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SearchRequest>, I>>(object: I): SearchRequest {
    const message = createBaseSearchRequest();
    message.query = object.query ?? "";
    message.limit = object.limit ?? 0;
    message.namespace = object.namespace ?? "";
    message.prefixLen = object.prefixLen ?? 0;
    message.types = object.types?.map((e) => e) || [];
    return message;
  },
};

function createBaseSearchResult(): SearchResult {
  return { nodeId: 0, score: 0, content: "", uri: "" };
}

export const SearchResult: MessageFns<SearchResult> = {
  encode(message: SearchResult, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.nodeId !== 0) {
      writer.uint32(8).uint32(message.nodeId);
    }
    if (message.score !== 0) {
      writer.uint32(21).float(message.score);
    }
    if (message.content !== "") {
      writer.uint32(26).string(message.content);
    }
    if (message.uri !== "") {
      writer.uint32(34).string(message.uri);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SearchResult {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSearchResult();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.nodeId = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 21) {
              break;
            }

            message.score = reader.float();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.content = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.uri = reader.string();
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

  create<I extends Exact<DeepPartial<SearchResult>, I>>(base?: I): SearchResult {
    return SearchResult.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SearchResult>, I>>(object: I): SearchResult {
    const message = createBaseSearchResult();
    message.nodeId = object.nodeId ?? 0;
    message.score = object.score ?? 0;
    message.content = object.content ?? "";
    message.uri = object.uri ?? "";
    return message;
  },
};

function createBaseSearchResponse(): SearchResponse {
  return { results: [] };
}

export const SearchResponse: MessageFns<SearchResponse> = {
  encode(message: SearchResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.results) {
      SearchResult.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SearchResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSearchResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.results.push(SearchResult.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<SearchResponse>, I>>(base?: I): SearchResponse {
    return SearchResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SearchResponse>, I>>(object: I): SearchResponse {
    const message = createBaseSearchResponse();
    message.results = object.results?.map((e) => SearchResult.fromPartial(e)) || [];
    return message;
  },
};

function createBaseResolveRequest(): ResolveRequest {
  return { content: "", namespace: "" };
}

export const ResolveRequest: MessageFns<ResolveRequest> = {
  encode(message: ResolveRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.content !== "") {
      writer.uint32(10).string(message.content);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResolveRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResolveRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.content = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
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

  create<I extends Exact<DeepPartial<ResolveRequest>, I>>(base?: I): ResolveRequest {
    return ResolveRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ResolveRequest>, I>>(object: I): ResolveRequest {
    const message = createBaseResolveRequest();
    message.content = object.content ?? "";
    message.namespace = object.namespace ?? "";
    return message;
  },
};

function createBaseResolveResponse(): ResolveResponse {
  return { nodeId: 0, found: false };
}

export const ResolveResponse: MessageFns<ResolveResponse> = {
  encode(message: ResolveResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.nodeId !== 0) {
      writer.uint32(8).uint32(message.nodeId);
    }
    if (message.found !== false) {
      writer.uint32(16).bool(message.found);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResolveResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResolveResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.nodeId = reader.uint32();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.found = reader.bool();
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

  create<I extends Exact<DeepPartial<ResolveResponse>, I>>(base?: I): ResolveResponse {
    return ResolveResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ResolveResponse>, I>>(object: I): ResolveResponse {
    const message = createBaseResolveResponse();
    message.nodeId = object.nodeId ?? 0;
    message.found = object.found ?? false;
    return message;
  },
};

function createBaseEmptyRequest(): EmptyRequest {
  return { namespace: "" };
}

export const EmptyRequest: MessageFns<EmptyRequest> = {
  encode(message: EmptyRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): EmptyRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseEmptyRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
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

  create<I extends Exact<DeepPartial<EmptyRequest>, I>>(base?: I): EmptyRequest {
    return EmptyRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<EmptyRequest>, I>>(object: I): EmptyRequest {
    const message = createBaseEmptyRequest();
    message.namespace = object.namespace ?? "";
    return message;
  },
};

function createBaseTriplesResponse(): TriplesResponse {
  return { triples: [] };
}

export const TriplesResponse: MessageFns<TriplesResponse> = {
  encode(message: TriplesResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.triples) {
      Triple.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): TriplesResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTriplesResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.triples.push(Triple.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<TriplesResponse>, I>>(base?: I): TriplesResponse {
    return TriplesResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<TriplesResponse>, I>>(object: I): TriplesResponse {
    const message = createBaseTriplesResponse();
    message.triples = object.triples?.map((e) => Triple.fromPartial(e)) || [];
    return message;
  },
};

function createBaseSparqlRequest(): SparqlRequest {
  return { query: "", namespace: "" };
}

export const SparqlRequest: MessageFns<SparqlRequest> = {
  encode(message: SparqlRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.query !== "") {
      writer.uint32(10).string(message.query);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SparqlRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSparqlRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.query = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
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

  create<I extends Exact<DeepPartial<SparqlRequest>, I>>(base?: I): SparqlRequest {
    return SparqlRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SparqlRequest>, I>>(object: I): SparqlRequest {
    const message = createBaseSparqlRequest();
    message.query = object.query ?? "";
    message.namespace = object.namespace ?? "";
    return message;
  },
};

function createBaseSparqlResponse(): SparqlResponse {
  return { resultsJson: "" };
}

export const SparqlResponse: MessageFns<SparqlResponse> = {
  encode(message: SparqlResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.resultsJson !== "") {
      writer.uint32(10).string(message.resultsJson);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): SparqlResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSparqlResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.resultsJson = reader.string();
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

  create<I extends Exact<DeepPartial<SparqlResponse>, I>>(base?: I): SparqlResponse {
    return SparqlResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<SparqlResponse>, I>>(object: I): SparqlResponse {
    const message = createBaseSparqlResponse();
    message.resultsJson = object.resultsJson ?? "";
    return message;
  },
};

function createBaseDeleteResponse(): DeleteResponse {
  return { success: false, message: "" };
}

export const DeleteResponse: MessageFns<DeleteResponse> = {
  encode(message: DeleteResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.success !== false) {
      writer.uint32(8).bool(message.success);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): DeleteResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDeleteResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.success = reader.bool();
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

  create<I extends Exact<DeepPartial<DeleteResponse>, I>>(base?: I): DeleteResponse {
    return DeleteResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<DeleteResponse>, I>>(object: I): DeleteResponse {
    const message = createBaseDeleteResponse();
    message.success = object.success ?? false;
    message.message = object.message ?? "";
    return message;
  },
};

function createBaseHybridSearchRequest(): HybridSearchRequest {
  return {
    query: "",
    namespace: "",
    vectorK: 0,
    graphDepth: 0,
    mode: 0,
    limit: 0,
    prefixLen: 0,
    queryVector: [],
    types: [],
  };
}

export const HybridSearchRequest: MessageFns<HybridSearchRequest> = {
  encode(message: HybridSearchRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.query !== "") {
      writer.uint32(10).string(message.query);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    if (message.vectorK !== 0) {
      writer.uint32(24).uint32(message.vectorK);
    }
    if (message.graphDepth !== 0) {
      writer.uint32(32).uint32(message.graphDepth);
    }
    if (message.mode !== 0) {
      writer.uint32(40).int32(message.mode);
    }
    if (message.limit !== 0) {
      writer.uint32(48).uint32(message.limit);
    }
    if (message.prefixLen !== 0) {
      writer.uint32(56).int32(message.prefixLen);
    }
    if (message.queryVector.length !== 0) {
      writer.uint32(66).fork();
      for (const v of message.queryVector) {
        writer.float(v);
      }
      writer.join();
    }
    for (const v of message.types) {
      writer.uint32(74).string(v!);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): HybridSearchRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseHybridSearchRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.query = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.vectorK = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.graphDepth = reader.uint32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.mode = reader.int32() as any;
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.limit = reader.uint32();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.prefixLen = reader.int32();
            continue;
          }
          case 8: {
            if (tag === 69) {
              message.queryVector.push(reader.float());

              continue;
            }

            if (tag === 66) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.queryVector.push(reader.float());
              }

              continue;
            }

            break;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.types.push(reader.string());
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

  create<I extends Exact<DeepPartial<HybridSearchRequest>, I>>(base?: I): HybridSearchRequest {
    return HybridSearchRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<HybridSearchRequest>, I>>(object: I): HybridSearchRequest {
    const message = createBaseHybridSearchRequest();
    message.query = object.query ?? "";
    message.namespace = object.namespace ?? "";
    message.vectorK = object.vectorK ?? 0;
    message.graphDepth = object.graphDepth ?? 0;
    message.mode = object.mode ?? 0;
    message.limit = object.limit ?? 0;
    message.prefixLen = object.prefixLen ?? 0;
    message.queryVector = object.queryVector?.map((e) => e) || [];
    message.types = object.types?.map((e) => e) || [];
    return message;
  },
};

function createBaseReasoningRequest(): ReasoningRequest {
  return { namespace: "", strategy: 0, materialize: false };
}

export const ReasoningRequest: MessageFns<ReasoningRequest> = {
  encode(message: ReasoningRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    if (message.strategy !== 0) {
      writer.uint32(16).int32(message.strategy);
    }
    if (message.materialize !== false) {
      writer.uint32(24).bool(message.materialize);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReasoningRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReasoningRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.strategy = reader.int32() as any;
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.materialize = reader.bool();
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

  create<I extends Exact<DeepPartial<ReasoningRequest>, I>>(base?: I): ReasoningRequest {
    return ReasoningRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ReasoningRequest>, I>>(object: I): ReasoningRequest {
    const message = createBaseReasoningRequest();
    message.namespace = object.namespace ?? "";
    message.strategy = object.strategy ?? 0;
    message.materialize = object.materialize ?? false;
    return message;
  },
};

function createBaseReasoningResponse(): ReasoningResponse {
  return { success: false, triplesInferred: 0, message: "" };
}

export const ReasoningResponse: MessageFns<ReasoningResponse> = {
  encode(message: ReasoningResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.success !== false) {
      writer.uint32(8).bool(message.success);
    }
    if (message.triplesInferred !== 0) {
      writer.uint32(16).uint32(message.triplesInferred);
    }
    if (message.message !== "") {
      writer.uint32(26).string(message.message);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReasoningResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReasoningResponse();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.success = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.triplesInferred = reader.uint32();
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

  create<I extends Exact<DeepPartial<ReasoningResponse>, I>>(base?: I): ReasoningResponse {
    return ReasoningResponse.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ReasoningResponse>, I>>(object: I): ReasoningResponse {
    const message = createBaseReasoningResponse();
    message.success = object.success ?? false;
    message.triplesInferred = object.triplesInferred ?? 0;
    message.message = object.message ?? "";
    return message;
  },
};

function createBaseChange(): Change {
  return { remove: false, quad: "" };
}

export const Change: MessageFns<Change> = {
  encode(message: Change, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.remove !== false) {
      writer.uint32(8).bool(message.remove);
    }
    if (message.quad !== "") {
      writer.uint32(18).string(message.quad);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Change {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseChange();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.remove = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.quad = reader.string();
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

  create<I extends Exact<DeepPartial<Change>, I>>(base?: I): Change {
    return Change.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Change>, I>>(object: I): Change {
    const message = createBaseChange();
    message.remove = object.remove ?? false;
    message.quad = object.quad ?? "";
    return message;
  },
};

function createBaseApplyChangesRequest(): ApplyChangesRequest {
  return { namespace: "", journalId: "", firstPosition: 0, lastPosition: 0, changes: [], quarantine: false };
}

export const ApplyChangesRequest: MessageFns<ApplyChangesRequest> = {
  encode(message: ApplyChangesRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    if (message.journalId !== "") {
      writer.uint32(18).string(message.journalId);
    }
    if (message.firstPosition !== 0) {
      writer.uint32(24).uint64(message.firstPosition);
    }
    if (message.lastPosition !== 0) {
      writer.uint32(32).uint64(message.lastPosition);
    }
    for (const v of message.changes) {
      Change.encode(v!, writer.uint32(42).fork()).join();
    }
    if (message.quarantine !== false) {
      writer.uint32(48).bool(message.quarantine);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ApplyChangesRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseApplyChangesRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.journalId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.firstPosition = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.lastPosition = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.changes.push(Change.decode(reader, reader.uint32()));
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.quarantine = reader.bool();
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

  create<I extends Exact<DeepPartial<ApplyChangesRequest>, I>>(base?: I): ApplyChangesRequest {
    return ApplyChangesRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ApplyChangesRequest>, I>>(object: I): ApplyChangesRequest {
    const message = createBaseApplyChangesRequest();
    message.namespace = object.namespace ?? "";
    message.journalId = object.journalId ?? "";
    message.firstPosition = object.firstPosition ?? 0;
    message.lastPosition = object.lastPosition ?? 0;
    message.changes = object.changes?.map((e) => Change.fromPartial(e)) || [];
    message.quarantine = object.quarantine ?? false;
    return message;
  },
};

function createBaseApplyChangesReply(): ApplyChangesReply {
  return { position: 0, duplicate: false, feedPosition: 0, quarantined: false };
}

export const ApplyChangesReply: MessageFns<ApplyChangesReply> = {
  encode(message: ApplyChangesReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    if (message.duplicate !== false) {
      writer.uint32(16).bool(message.duplicate);
    }
    if (message.feedPosition !== 0) {
      writer.uint32(24).uint64(message.feedPosition);
    }
    if (message.quarantined !== false) {
      writer.uint32(32).bool(message.quarantined);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ApplyChangesReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseApplyChangesReply();
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

            message.duplicate = reader.bool();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.feedPosition = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.quarantined = reader.bool();
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

  create<I extends Exact<DeepPartial<ApplyChangesReply>, I>>(base?: I): ApplyChangesReply {
    return ApplyChangesReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ApplyChangesReply>, I>>(object: I): ApplyChangesReply {
    const message = createBaseApplyChangesReply();
    message.position = object.position ?? 0;
    message.duplicate = object.duplicate ?? false;
    message.feedPosition = object.feedPosition ?? 0;
    message.quarantined = object.quarantined ?? false;
    return message;
  },
};

function createBaseIngestBatches(): IngestBatches {
  return { batches: [] };
}

export const IngestBatches: MessageFns<IngestBatches> = {
  encode(message: IngestBatches, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.batches) {
      IngestBatch.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestBatches {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestBatches();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.batches.push(IngestBatch.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<IngestBatches>, I>>(base?: I): IngestBatches {
    return IngestBatches.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestBatches>, I>>(object: I): IngestBatches {
    const message = createBaseIngestBatches();
    message.batches = object.batches?.map((e) => IngestBatch.fromPartial(e)) || [];
    return message;
  },
};

function createBaseIngestBatch(): IngestBatch {
  return { number: 0, content: undefined };
}

export const IngestBatch: MessageFns<IngestBatch> = {
  encode(message: IngestBatch, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.number !== 0) {
      writer.uint32(8).uint64(message.number);
    }
    switch (message.content?.$case) {
      case "changes":
        ApplyChangesRequest.encode(message.content.value, writer.uint32(18).fork()).join();
        break;
      case "triples":
        IngestRequest.encode(message.content.value, writer.uint32(26).fork()).join();
        break;
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestBatch {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestBatch();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.number = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.content = { $case: "changes", value: ApplyChangesRequest.decode(reader, reader.uint32()) };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.content = { $case: "triples", value: IngestRequest.decode(reader, reader.uint32()) };
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

  create<I extends Exact<DeepPartial<IngestBatch>, I>>(base?: I): IngestBatch {
    return IngestBatch.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestBatch>, I>>(object: I): IngestBatch {
    const message = createBaseIngestBatch();
    message.number = object.number ?? 0;
    switch (object.content?.$case) {
      case "changes": {
        if (object.content?.value !== undefined && object.content?.value !== null) {
          message.content = { $case: "changes", value: ApplyChangesRequest.fromPartial(object.content.value) };
        }
        break;
      }
      case "triples": {
        if (object.content?.value !== undefined && object.content?.value !== null) {
          message.content = { $case: "triples", value: IngestRequest.fromPartial(object.content.value) };
        }
        break;
      }
    }
    return message;
  },
};

function createBaseIngestAcks(): IngestAcks {
  return { acks: [], windowBatches: 0, windowBytes: 0 };
}

export const IngestAcks: MessageFns<IngestAcks> = {
  encode(message: IngestAcks, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.acks) {
      IngestAck.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.windowBatches !== 0) {
      writer.uint32(16).uint32(message.windowBatches);
    }
    if (message.windowBytes !== 0) {
      writer.uint32(24).uint32(message.windowBytes);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestAcks {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestAcks();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.acks.push(IngestAck.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.windowBatches = reader.uint32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.windowBytes = reader.uint32();
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

  create<I extends Exact<DeepPartial<IngestAcks>, I>>(base?: I): IngestAcks {
    return IngestAcks.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestAcks>, I>>(object: I): IngestAcks {
    const message = createBaseIngestAcks();
    message.acks = object.acks?.map((e) => IngestAck.fromPartial(e)) || [];
    message.windowBatches = object.windowBatches ?? 0;
    message.windowBytes = object.windowBytes ?? 0;
    return message;
  },
};

function createBaseIngestAck(): IngestAck {
  return { number: 0, outcome: undefined };
}

export const IngestAck: MessageFns<IngestAck> = {
  encode(message: IngestAck, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.number !== 0) {
      writer.uint32(8).uint64(message.number);
    }
    switch (message.outcome?.$case) {
      case "changes":
        ApplyChangesReply.encode(message.outcome.value, writer.uint32(18).fork()).join();
        break;
      case "triples":
        IngestResponse.encode(message.outcome.value, writer.uint32(26).fork()).join();
        break;
      case "refused":
        BatchRefused.encode(message.outcome.value, writer.uint32(34).fork()).join();
        break;
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): IngestAck {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseIngestAck();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.number = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.outcome = { $case: "changes", value: ApplyChangesReply.decode(reader, reader.uint32()) };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.outcome = { $case: "triples", value: IngestResponse.decode(reader, reader.uint32()) };
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.outcome = { $case: "refused", value: BatchRefused.decode(reader, reader.uint32()) };
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

  create<I extends Exact<DeepPartial<IngestAck>, I>>(base?: I): IngestAck {
    return IngestAck.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<IngestAck>, I>>(object: I): IngestAck {
    const message = createBaseIngestAck();
    message.number = object.number ?? 0;
    switch (object.outcome?.$case) {
      case "changes": {
        if (object.outcome?.value !== undefined && object.outcome?.value !== null) {
          message.outcome = { $case: "changes", value: ApplyChangesReply.fromPartial(object.outcome.value) };
        }
        break;
      }
      case "triples": {
        if (object.outcome?.value !== undefined && object.outcome?.value !== null) {
          message.outcome = { $case: "triples", value: IngestResponse.fromPartial(object.outcome.value) };
        }
        break;
      }
      case "refused": {
        if (object.outcome?.value !== undefined && object.outcome?.value !== null) {
          message.outcome = { $case: "refused", value: BatchRefused.fromPartial(object.outcome.value) };
        }
        break;
      }
    }
    return message;
  },
};

function createBaseBatchRefused(): BatchRefused {
  return { code: 0, message: "" };
}

export const BatchRefused: MessageFns<BatchRefused> = {
  encode(message: BatchRefused, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.code !== 0) {
      writer.uint32(8).uint32(message.code);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): BatchRefused {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseBatchRefused();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.code = reader.uint32();
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

  create<I extends Exact<DeepPartial<BatchRefused>, I>>(base?: I): BatchRefused {
    return BatchRefused.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<BatchRefused>, I>>(object: I): BatchRefused {
    const message = createBaseBatchRefused();
    message.code = object.code ?? 0;
    message.message = object.message ?? "";
    return message;
  },
};

function createBaseGetFeedPositionRequest(): GetFeedPositionRequest {
  return { journalId: "" };
}

export const GetFeedPositionRequest: MessageFns<GetFeedPositionRequest> = {
  encode(message: GetFeedPositionRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.journalId !== "") {
      writer.uint32(10).string(message.journalId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetFeedPositionRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetFeedPositionRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.journalId = reader.string();
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

  create<I extends Exact<DeepPartial<GetFeedPositionRequest>, I>>(base?: I): GetFeedPositionRequest {
    return GetFeedPositionRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetFeedPositionRequest>, I>>(object: I): GetFeedPositionRequest {
    const message = createBaseGetFeedPositionRequest();
    message.journalId = object.journalId ?? "";
    return message;
  },
};

function createBaseGetFeedPositionReply(): GetFeedPositionReply {
  return { lastPosition: 0 };
}

export const GetFeedPositionReply: MessageFns<GetFeedPositionReply> = {
  encode(message: GetFeedPositionReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.lastPosition !== 0) {
      writer.uint32(8).uint64(message.lastPosition);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetFeedPositionReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetFeedPositionReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.lastPosition = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<GetFeedPositionReply>, I>>(base?: I): GetFeedPositionReply {
    return GetFeedPositionReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetFeedPositionReply>, I>>(object: I): GetFeedPositionReply {
    const message = createBaseGetFeedPositionReply();
    message.lastPosition = object.lastPosition ?? 0;
    return message;
  },
};

function createBaseWatchChangesRequest(): WatchChangesRequest {
  return { fromPosition: 0, namespace: "" };
}

export const WatchChangesRequest: MessageFns<WatchChangesRequest> = {
  encode(message: WatchChangesRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.fromPosition !== 0) {
      writer.uint32(8).uint64(message.fromPosition);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): WatchChangesRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseWatchChangesRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.fromPosition = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
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

  create<I extends Exact<DeepPartial<WatchChangesRequest>, I>>(base?: I): WatchChangesRequest {
    return WatchChangesRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<WatchChangesRequest>, I>>(object: I): WatchChangesRequest {
    const message = createBaseWatchChangesRequest();
    message.fromPosition = object.fromPosition ?? 0;
    message.namespace = object.namespace ?? "";
    return message;
  },
};

function createBaseChangeRecord(): ChangeRecord {
  return { position: 0, namespace: "", atMs: 0, changes: [], journalId: "", lastPosition: 0, namespaceDeleted: false };
}

export const ChangeRecord: MessageFns<ChangeRecord> = {
  encode(message: ChangeRecord, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    if (message.atMs !== 0) {
      writer.uint32(24).int64(message.atMs);
    }
    for (const v of message.changes) {
      Change.encode(v!, writer.uint32(34).fork()).join();
    }
    if (message.journalId !== "") {
      writer.uint32(42).string(message.journalId);
    }
    if (message.lastPosition !== 0) {
      writer.uint32(48).uint64(message.lastPosition);
    }
    if (message.namespaceDeleted !== false) {
      writer.uint32(56).bool(message.namespaceDeleted);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ChangeRecord {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseChangeRecord();
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

            message.namespace = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.atMs = longToNumber(reader.int64());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.changes.push(Change.decode(reader, reader.uint32()));
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.journalId = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.lastPosition = longToNumber(reader.uint64());
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.namespaceDeleted = reader.bool();
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

  create<I extends Exact<DeepPartial<ChangeRecord>, I>>(base?: I): ChangeRecord {
    return ChangeRecord.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ChangeRecord>, I>>(object: I): ChangeRecord {
    const message = createBaseChangeRecord();
    message.position = object.position ?? 0;
    message.namespace = object.namespace ?? "";
    message.atMs = object.atMs ?? 0;
    message.changes = object.changes?.map((e) => Change.fromPartial(e)) || [];
    message.journalId = object.journalId ?? "";
    message.lastPosition = object.lastPosition ?? 0;
    message.namespaceDeleted = object.namespaceDeleted ?? false;
    return message;
  },
};

function createBaseListQuarantineRequest(): ListQuarantineRequest {
  return { namespace: "", limit: 0, withChanges: false };
}

export const ListQuarantineRequest: MessageFns<ListQuarantineRequest> = {
  encode(message: ListQuarantineRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    if (message.limit !== 0) {
      writer.uint32(16).uint32(message.limit);
    }
    if (message.withChanges !== false) {
      writer.uint32(24).bool(message.withChanges);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListQuarantineRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListQuarantineRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
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

            message.withChanges = reader.bool();
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

  create<I extends Exact<DeepPartial<ListQuarantineRequest>, I>>(base?: I): ListQuarantineRequest {
    return ListQuarantineRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListQuarantineRequest>, I>>(object: I): ListQuarantineRequest {
    const message = createBaseListQuarantineRequest();
    message.namespace = object.namespace ?? "";
    message.limit = object.limit ?? 0;
    message.withChanges = object.withChanges ?? false;
    return message;
  },
};

function createBaseListQuarantineReply(): ListQuarantineReply {
  return { batches: [], total: 0, forgotten: 0 };
}

export const ListQuarantineReply: MessageFns<ListQuarantineReply> = {
  encode(message: ListQuarantineReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.batches) {
      QuarantinedBatch.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.total !== 0) {
      writer.uint32(16).uint64(message.total);
    }
    if (message.forgotten !== 0) {
      writer.uint32(24).uint64(message.forgotten);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListQuarantineReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListQuarantineReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.batches.push(QuarantinedBatch.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.total = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.forgotten = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<ListQuarantineReply>, I>>(base?: I): ListQuarantineReply {
    return ListQuarantineReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListQuarantineReply>, I>>(object: I): ListQuarantineReply {
    const message = createBaseListQuarantineReply();
    message.batches = object.batches?.map((e) => QuarantinedBatch.fromPartial(e)) || [];
    message.total = object.total ?? 0;
    message.forgotten = object.forgotten ?? 0;
    return message;
  },
};

function createBaseQuarantinedBatch(): QuarantinedBatch {
  return { position: 0, atMs: 0, namespace: "", journalId: "", lastPosition: 0, reason: "", count: 0, changes: [] };
}

export const QuarantinedBatch: MessageFns<QuarantinedBatch> = {
  encode(message: QuarantinedBatch, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    if (message.atMs !== 0) {
      writer.uint32(16).int64(message.atMs);
    }
    if (message.namespace !== "") {
      writer.uint32(26).string(message.namespace);
    }
    if (message.journalId !== "") {
      writer.uint32(34).string(message.journalId);
    }
    if (message.lastPosition !== 0) {
      writer.uint32(40).uint64(message.lastPosition);
    }
    if (message.reason !== "") {
      writer.uint32(50).string(message.reason);
    }
    if (message.count !== 0) {
      writer.uint32(56).uint32(message.count);
    }
    for (const v of message.changes) {
      Change.encode(v!, writer.uint32(66).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): QuarantinedBatch {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseQuarantinedBatch();
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

            message.namespace = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.journalId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.lastPosition = longToNumber(reader.uint64());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.reason = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.count = reader.uint32();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.changes.push(Change.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<QuarantinedBatch>, I>>(base?: I): QuarantinedBatch {
    return QuarantinedBatch.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<QuarantinedBatch>, I>>(object: I): QuarantinedBatch {
    const message = createBaseQuarantinedBatch();
    message.position = object.position ?? 0;
    message.atMs = object.atMs ?? 0;
    message.namespace = object.namespace ?? "";
    message.journalId = object.journalId ?? "";
    message.lastPosition = object.lastPosition ?? 0;
    message.reason = object.reason ?? "";
    message.count = object.count ?? 0;
    message.changes = object.changes?.map((e) => Change.fromPartial(e)) || [];
    return message;
  },
};

function createBaseResolveQuarantineRequest(): ResolveQuarantineRequest {
  return { namespace: "", position: 0, apply: false };
}

export const ResolveQuarantineRequest: MessageFns<ResolveQuarantineRequest> = {
  encode(message: ResolveQuarantineRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    if (message.position !== 0) {
      writer.uint32(16).uint64(message.position);
    }
    if (message.apply !== false) {
      writer.uint32(24).bool(message.apply);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResolveQuarantineRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResolveQuarantineRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.apply = reader.bool();
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

  create<I extends Exact<DeepPartial<ResolveQuarantineRequest>, I>>(base?: I): ResolveQuarantineRequest {
    return ResolveQuarantineRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ResolveQuarantineRequest>, I>>(object: I): ResolveQuarantineRequest {
    const message = createBaseResolveQuarantineRequest();
    message.namespace = object.namespace ?? "";
    message.position = object.position ?? 0;
    message.apply = object.apply ?? false;
    return message;
  },
};

function createBaseResolveQuarantineReply(): ResolveQuarantineReply {
  return { position: 0 };
}

export const ResolveQuarantineReply: MessageFns<ResolveQuarantineReply> = {
  encode(message: ResolveQuarantineReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResolveQuarantineReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResolveQuarantineReply();
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

  create<I extends Exact<DeepPartial<ResolveQuarantineReply>, I>>(base?: I): ResolveQuarantineReply {
    return ResolveQuarantineReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ResolveQuarantineReply>, I>>(object: I): ResolveQuarantineReply {
    const message = createBaseResolveQuarantineReply();
    message.position = object.position ?? 0;
    return message;
  },
};

function createBaseStatistics(): Statistics {
  return { quads: 0, position: 0, nodes: 0, namespaces: [], lagChanges: 0, quarantined: 0 };
}

export const Statistics: MessageFns<Statistics> = {
  encode(message: Statistics, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.quads !== 0) {
      writer.uint32(8).uint64(message.quads);
    }
    if (message.position !== 0) {
      writer.uint32(16).uint64(message.position);
    }
    if (message.nodes !== 0) {
      writer.uint32(24).uint64(message.nodes);
    }
    for (const v of message.namespaces) {
      NamespaceStatistics.encode(v!, writer.uint32(34).fork()).join();
    }
    if (message.lagChanges !== 0) {
      writer.uint32(40).uint64(message.lagChanges);
    }
    if (message.quarantined !== 0) {
      writer.uint32(48).uint64(message.quarantined);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Statistics {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseStatistics();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.quads = longToNumber(reader.uint64());
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.nodes = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.namespaces.push(NamespaceStatistics.decode(reader, reader.uint32()));
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.lagChanges = longToNumber(reader.uint64());
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.quarantined = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<Statistics>, I>>(base?: I): Statistics {
    return Statistics.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Statistics>, I>>(object: I): Statistics {
    const message = createBaseStatistics();
    message.quads = object.quads ?? 0;
    message.position = object.position ?? 0;
    message.nodes = object.nodes ?? 0;
    message.namespaces = object.namespaces?.map((e) => NamespaceStatistics.fromPartial(e)) || [];
    message.lagChanges = object.lagChanges ?? 0;
    message.quarantined = object.quarantined ?? 0;
    return message;
  },
};

function createBaseNamespaceStatistics(): NamespaceStatistics {
  return { namespace: "", quads: 0 };
}

export const NamespaceStatistics: MessageFns<NamespaceStatistics> = {
  encode(message: NamespaceStatistics, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    if (message.quads !== 0) {
      writer.uint32(16).uint64(message.quads);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): NamespaceStatistics {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseNamespaceStatistics();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.quads = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<NamespaceStatistics>, I>>(base?: I): NamespaceStatistics {
    return NamespaceStatistics.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<NamespaceStatistics>, I>>(object: I): NamespaceStatistics {
    const message = createBaseNamespaceStatistics();
    message.namespace = object.namespace ?? "";
    message.quads = object.quads ?? 0;
    return message;
  },
};

function createBaseUpdateSparqlRequest(): UpdateSparqlRequest {
  return { update: "", namespace: "", idempotencyKey: "", ifPosition: 0, usingGraphs: [], usingNamedGraphs: [] };
}

export const UpdateSparqlRequest: MessageFns<UpdateSparqlRequest> = {
  encode(message: UpdateSparqlRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.update !== "") {
      writer.uint32(10).string(message.update);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    if (message.idempotencyKey !== "") {
      writer.uint32(26).string(message.idempotencyKey);
    }
    if (message.ifPosition !== 0) {
      writer.uint32(32).uint64(message.ifPosition);
    }
    for (const v of message.usingGraphs) {
      writer.uint32(42).string(v!);
    }
    for (const v of message.usingNamedGraphs) {
      writer.uint32(50).string(v!);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): UpdateSparqlRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUpdateSparqlRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.update = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.idempotencyKey = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.ifPosition = longToNumber(reader.uint64());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.usingGraphs.push(reader.string());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.usingNamedGraphs.push(reader.string());
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

  create<I extends Exact<DeepPartial<UpdateSparqlRequest>, I>>(base?: I): UpdateSparqlRequest {
    return UpdateSparqlRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<UpdateSparqlRequest>, I>>(object: I): UpdateSparqlRequest {
    const message = createBaseUpdateSparqlRequest();
    message.update = object.update ?? "";
    message.namespace = object.namespace ?? "";
    message.idempotencyKey = object.idempotencyKey ?? "";
    message.ifPosition = object.ifPosition ?? 0;
    message.usingGraphs = object.usingGraphs?.map((e) => e) || [];
    message.usingNamedGraphs = object.usingNamedGraphs?.map((e) => e) || [];
    return message;
  },
};

function createBaseTransactionRequest(): TransactionRequest {
  return { namespace: "", changes: [], ifPosition: 0, mustExist: [], mustNotExist: [], idempotencyKey: "" };
}

export const TransactionRequest: MessageFns<TransactionRequest> = {
  encode(message: TransactionRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    for (const v of message.changes) {
      Change.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.ifPosition !== 0) {
      writer.uint32(24).uint64(message.ifPosition);
    }
    for (const v of message.mustExist) {
      writer.uint32(34).string(v!);
    }
    for (const v of message.mustNotExist) {
      writer.uint32(42).string(v!);
    }
    if (message.idempotencyKey !== "") {
      writer.uint32(50).string(message.idempotencyKey);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): TransactionRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTransactionRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.changes.push(Change.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.ifPosition = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.mustExist.push(reader.string());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.mustNotExist.push(reader.string());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.idempotencyKey = reader.string();
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

  create<I extends Exact<DeepPartial<TransactionRequest>, I>>(base?: I): TransactionRequest {
    return TransactionRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<TransactionRequest>, I>>(object: I): TransactionRequest {
    const message = createBaseTransactionRequest();
    message.namespace = object.namespace ?? "";
    message.changes = object.changes?.map((e) => Change.fromPartial(e)) || [];
    message.ifPosition = object.ifPosition ?? 0;
    message.mustExist = object.mustExist?.map((e) => e) || [];
    message.mustNotExist = object.mustNotExist?.map((e) => e) || [];
    message.idempotencyKey = object.idempotencyKey ?? "";
    return message;
  },
};

function createBaseWriteReply(): WriteReply {
  return { position: 0, duplicate: false, added: 0, removed: 0 };
}

export const WriteReply: MessageFns<WriteReply> = {
  encode(message: WriteReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.position !== 0) {
      writer.uint32(8).uint64(message.position);
    }
    if (message.duplicate !== false) {
      writer.uint32(16).bool(message.duplicate);
    }
    if (message.added !== 0) {
      writer.uint32(24).uint64(message.added);
    }
    if (message.removed !== 0) {
      writer.uint32(32).uint64(message.removed);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): WriteReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseWriteReply();
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

            message.duplicate = reader.bool();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.added = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.removed = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<WriteReply>, I>>(base?: I): WriteReply {
    return WriteReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<WriteReply>, I>>(object: I): WriteReply {
    const message = createBaseWriteReply();
    message.position = object.position ?? 0;
    message.duplicate = object.duplicate ?? false;
    message.added = object.added ?? 0;
    message.removed = object.removed ?? 0;
    return message;
  },
};

function createBaseStreamQueryRequest(): StreamQueryRequest {
  return { query: "", namespace: "", accept: "", standardDefaultGraph: false };
}

export const StreamQueryRequest: MessageFns<StreamQueryRequest> = {
  encode(message: StreamQueryRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.query !== "") {
      writer.uint32(10).string(message.query);
    }
    if (message.namespace !== "") {
      writer.uint32(18).string(message.namespace);
    }
    if (message.accept !== "") {
      writer.uint32(26).string(message.accept);
    }
    if (message.standardDefaultGraph !== false) {
      writer.uint32(32).bool(message.standardDefaultGraph);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): StreamQueryRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseStreamQueryRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.query = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.accept = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.standardDefaultGraph = reader.bool();
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

  create<I extends Exact<DeepPartial<StreamQueryRequest>, I>>(base?: I): StreamQueryRequest {
    return StreamQueryRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<StreamQueryRequest>, I>>(object: I): StreamQueryRequest {
    const message = createBaseStreamQueryRequest();
    message.query = object.query ?? "";
    message.namespace = object.namespace ?? "";
    message.accept = object.accept ?? "";
    message.standardDefaultGraph = object.standardDefaultGraph ?? false;
    return message;
  },
};

function createBaseQueryPart(): QueryPart {
  return { mediaType: "", text: "" };
}

export const QueryPart: MessageFns<QueryPart> = {
  encode(message: QueryPart, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.mediaType !== "") {
      writer.uint32(10).string(message.mediaType);
    }
    if (message.text !== "") {
      writer.uint32(18).string(message.text);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): QueryPart {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseQueryPart();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.mediaType = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
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

  create<I extends Exact<DeepPartial<QueryPart>, I>>(base?: I): QueryPart {
    return QueryPart.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<QueryPart>, I>>(object: I): QueryPart {
    const message = createBaseQueryPart();
    message.mediaType = object.mediaType ?? "";
    message.text = object.text ?? "";
    return message;
  },
};

function createBaseTriplesPart(): TriplesPart {
  return { triples: [] };
}

export const TriplesPart: MessageFns<TriplesPart> = {
  encode(message: TriplesPart, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.triples) {
      Triple.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): TriplesPart {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTriplesPart();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.triples.push(Triple.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<TriplesPart>, I>>(base?: I): TriplesPart {
    return TriplesPart.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<TriplesPart>, I>>(object: I): TriplesPart {
    const message = createBaseTriplesPart();
    message.triples = object.triples?.map((e) => Triple.fromPartial(e)) || [];
    return message;
  },
};

function createBaseExportRequest(): ExportRequest {
  return { namespace: "" };
}

export const ExportRequest: MessageFns<ExportRequest> = {
  encode(message: ExportRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ExportRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseExportRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
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

  create<I extends Exact<DeepPartial<ExportRequest>, I>>(base?: I): ExportRequest {
    return ExportRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ExportRequest>, I>>(object: I): ExportRequest {
    const message = createBaseExportRequest();
    message.namespace = object.namespace ?? "";
    return message;
  },
};

function createBaseExportPart(): ExportPart {
  return { namespace: "", quads: Buffer.alloc(0), position: 0, total: 0 };
}

export const ExportPart: MessageFns<ExportPart> = {
  encode(message: ExportPart, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.namespace !== "") {
      writer.uint32(10).string(message.namespace);
    }
    if (message.quads.length !== 0) {
      writer.uint32(18).bytes(message.quads);
    }
    if (message.position !== 0) {
      writer.uint32(24).uint64(message.position);
    }
    if (message.total !== 0) {
      writer.uint32(32).uint64(message.total);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ExportPart {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseExportPart();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.namespace = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.quads = Buffer.from(reader.bytes());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.position = longToNumber(reader.uint64());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.total = longToNumber(reader.uint64());
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

  create<I extends Exact<DeepPartial<ExportPart>, I>>(base?: I): ExportPart {
    return ExportPart.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ExportPart>, I>>(object: I): ExportPart {
    const message = createBaseExportPart();
    message.namespace = object.namespace ?? "";
    message.quads = object.quads ?? Buffer.alloc(0);
    message.position = object.position ?? 0;
    message.total = object.total ?? 0;
    return message;
  },
};

function createBaseBackupRequest(): BackupRequest {
  return {};
}

export const BackupRequest: MessageFns<BackupRequest> = {
  encode(_: BackupRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): BackupRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseBackupRequest();
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

  create<I extends Exact<DeepPartial<BackupRequest>, I>>(base?: I): BackupRequest {
    return BackupRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<BackupRequest>, I>>(_: I): BackupRequest {
    const message = createBaseBackupRequest();
    return message;
  },
};

function createBaseBackupPart(): BackupPart {
  return { file: "", data: Buffer.alloc(0) };
}

export const BackupPart: MessageFns<BackupPart> = {
  encode(message: BackupPart, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.file !== "") {
      writer.uint32(10).string(message.file);
    }
    if (message.data.length !== 0) {
      writer.uint32(18).bytes(message.data);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): BackupPart {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseBackupPart();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.file = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.data = Buffer.from(reader.bytes());
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

  create<I extends Exact<DeepPartial<BackupPart>, I>>(base?: I): BackupPart {
    return BackupPart.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<BackupPart>, I>>(object: I): BackupPart {
    const message = createBaseBackupPart();
    message.file = object.file ?? "";
    message.data = object.data ?? Buffer.alloc(0);
    return message;
  },
};

export type SemanticEngineService = typeof SemanticEngineService;
export const SemanticEngineService = {
  /** Original. */
  ingestTriples: {
    path: "/semantic_engine.SemanticEngine/IngestTriples" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: IngestRequest): Buffer => Buffer.from(IngestRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): IngestRequest => IngestRequest.decode(value),
    responseSerialize: (value: IngestResponse): Buffer => Buffer.from(IngestResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): IngestResponse => IngestResponse.decode(value),
  },
  ingestFile: {
    path: "/semantic_engine.SemanticEngine/IngestFile" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: IngestFileRequest): Buffer => Buffer.from(IngestFileRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): IngestFileRequest => IngestFileRequest.decode(value),
    responseSerialize: (value: IngestResponse): Buffer => Buffer.from(IngestResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): IngestResponse => IngestResponse.decode(value),
  },
  getNeighbors: {
    path: "/semantic_engine.SemanticEngine/GetNeighbors" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: NodeRequest): Buffer => Buffer.from(NodeRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): NodeRequest => NodeRequest.decode(value),
    responseSerialize: (value: NeighborResponse): Buffer => Buffer.from(NeighborResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): NeighborResponse => NeighborResponse.decode(value),
  },
  search: {
    path: "/semantic_engine.SemanticEngine/Search" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: SearchRequest): Buffer => Buffer.from(SearchRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): SearchRequest => SearchRequest.decode(value),
    responseSerialize: (value: SearchResponse): Buffer => Buffer.from(SearchResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): SearchResponse => SearchResponse.decode(value),
  },
  resolveId: {
    path: "/semantic_engine.SemanticEngine/ResolveId" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ResolveRequest): Buffer => Buffer.from(ResolveRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ResolveRequest => ResolveRequest.decode(value),
    responseSerialize: (value: ResolveResponse): Buffer => Buffer.from(ResolveResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): ResolveResponse => ResolveResponse.decode(value),
  },
  getAllTriples: {
    path: "/semantic_engine.SemanticEngine/GetAllTriples" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: EmptyRequest): Buffer => Buffer.from(EmptyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): EmptyRequest => EmptyRequest.decode(value),
    responseSerialize: (value: TriplesResponse): Buffer => Buffer.from(TriplesResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): TriplesResponse => TriplesResponse.decode(value),
  },
  querySparql: {
    path: "/semantic_engine.SemanticEngine/QuerySparql" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: SparqlRequest): Buffer => Buffer.from(SparqlRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): SparqlRequest => SparqlRequest.decode(value),
    responseSerialize: (value: SparqlResponse): Buffer => Buffer.from(SparqlResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): SparqlResponse => SparqlResponse.decode(value),
  },
  deleteNamespaceData: {
    path: "/semantic_engine.SemanticEngine/DeleteNamespaceData" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: EmptyRequest): Buffer => Buffer.from(EmptyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): EmptyRequest => EmptyRequest.decode(value),
    responseSerialize: (value: DeleteResponse): Buffer => Buffer.from(DeleteResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): DeleteResponse => DeleteResponse.decode(value),
  },
  hybridSearch: {
    path: "/semantic_engine.SemanticEngine/HybridSearch" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: HybridSearchRequest): Buffer => Buffer.from(HybridSearchRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): HybridSearchRequest => HybridSearchRequest.decode(value),
    responseSerialize: (value: SearchResponse): Buffer => Buffer.from(SearchResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): SearchResponse => SearchResponse.decode(value),
  },
  applyReasoning: {
    path: "/semantic_engine.SemanticEngine/ApplyReasoning" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ReasoningRequest): Buffer => Buffer.from(ReasoningRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ReasoningRequest => ReasoningRequest.decode(value),
    responseSerialize: (value: ReasoningResponse): Buffer => Buffer.from(ReasoningResponse.encode(value).finish()),
    responseDeserialize: (value: Buffer): ReasoningResponse => ReasoningResponse.decode(value),
  },
  /** atomic; deduplicated by (journal_id, last_position) */
  applyChanges: {
    path: "/semantic_engine.SemanticEngine/ApplyChanges" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ApplyChangesRequest): Buffer => Buffer.from(ApplyChangesRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ApplyChangesRequest => ApplyChangesRequest.decode(value),
    responseSerialize: (value: ApplyChangesReply): Buffer => Buffer.from(ApplyChangesReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ApplyChangesReply => ApplyChangesReply.decode(value),
  },
  /** for writers of many batches: as ApplyChanges and IngestTriples, a third of the cost */
  ingestStream: {
    path: "/semantic_engine.SemanticEngine/IngestStream" as const,
    requestStream: true as const,
    responseStream: true as const,
    requestSerialize: (value: IngestBatches): Buffer => Buffer.from(IngestBatches.encode(value).finish()),
    requestDeserialize: (value: Buffer): IngestBatches => IngestBatches.decode(value),
    responseSerialize: (value: IngestAcks): Buffer => Buffer.from(IngestAcks.encode(value).finish()),
    responseDeserialize: (value: Buffer): IngestAcks => IngestAcks.decode(value),
  },
  getFeedPosition: {
    path: "/semantic_engine.SemanticEngine/GetFeedPosition" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: GetFeedPositionRequest): Buffer =>
      Buffer.from(GetFeedPositionRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): GetFeedPositionRequest => GetFeedPositionRequest.decode(value),
    responseSerialize: (value: GetFeedPositionReply): Buffer =>
      Buffer.from(GetFeedPositionReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): GetFeedPositionReply => GetFeedPositionReply.decode(value),
  },
  watchChanges: {
    path: "/semantic_engine.SemanticEngine/WatchChanges" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: WatchChangesRequest): Buffer => Buffer.from(WatchChangesRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): WatchChangesRequest => WatchChangesRequest.decode(value),
    responseSerialize: (value: ChangeRecord): Buffer => Buffer.from(ChangeRecord.encode(value).finish()),
    responseDeserialize: (value: Buffer): ChangeRecord => ChangeRecord.decode(value),
  },
  getStatistics: {
    path: "/semantic_engine.SemanticEngine/GetStatistics" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: EmptyRequest): Buffer => Buffer.from(EmptyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): EmptyRequest => EmptyRequest.decode(value),
    responseSerialize: (value: Statistics): Buffer => Buffer.from(Statistics.encode(value).finish()),
    responseDeserialize: (value: Buffer): Statistics => Statistics.decode(value),
  },
  /** batches of feeds that broke a shape */
  listQuarantine: {
    path: "/semantic_engine.SemanticEngine/ListQuarantine" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListQuarantineRequest): Buffer =>
      Buffer.from(ListQuarantineRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListQuarantineRequest => ListQuarantineRequest.decode(value),
    responseSerialize: (value: ListQuarantineReply): Buffer => Buffer.from(ListQuarantineReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListQuarantineReply => ListQuarantineReply.decode(value),
  },
  resolveQuarantine: {
    path: "/semantic_engine.SemanticEngine/ResolveQuarantine" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ResolveQuarantineRequest): Buffer =>
      Buffer.from(ResolveQuarantineRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ResolveQuarantineRequest => ResolveQuarantineRequest.decode(value),
    responseSerialize: (value: ResolveQuarantineReply): Buffer =>
      Buffer.from(ResolveQuarantineReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ResolveQuarantineReply => ResolveQuarantineReply.decode(value),
  },
  /** SPARQL 1.1 Update, all of it or nothing */
  updateSparql: {
    path: "/semantic_engine.SemanticEngine/UpdateSparql" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: UpdateSparqlRequest): Buffer => Buffer.from(UpdateSparqlRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): UpdateSparqlRequest => UpdateSparqlRequest.decode(value),
    responseSerialize: (value: WriteReply): Buffer => Buffer.from(WriteReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): WriteReply => WriteReply.decode(value),
  },
  /** a batch, if its conditions hold */
  applyTransaction: {
    path: "/semantic_engine.SemanticEngine/ApplyTransaction" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: TransactionRequest): Buffer => Buffer.from(TransactionRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): TransactionRequest => TransactionRequest.decode(value),
    responseSerialize: (value: WriteReply): Buffer => Buffer.from(WriteReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): WriteReply => WriteReply.decode(value),
  },
  /** for answers larger than a message */
  streamQuery: {
    path: "/semantic_engine.SemanticEngine/StreamQuery" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: StreamQueryRequest): Buffer => Buffer.from(StreamQueryRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): StreamQueryRequest => StreamQueryRequest.decode(value),
    responseSerialize: (value: QueryPart): Buffer => Buffer.from(QueryPart.encode(value).finish()),
    responseDeserialize: (value: Buffer): QueryPart => QueryPart.decode(value),
  },
  /** every triple with its graph */
  streamTriples: {
    path: "/semantic_engine.SemanticEngine/StreamTriples" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: EmptyRequest): Buffer => Buffer.from(EmptyRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): EmptyRequest => EmptyRequest.decode(value),
    responseSerialize: (value: TriplesPart): Buffer => Buffer.from(TriplesPart.encode(value).finish()),
    responseDeserialize: (value: Buffer): TriplesPart => TriplesPart.decode(value),
  },
  /** a namespace, or all, of any size, as of one moment */
  exportQuads: {
    path: "/semantic_engine.SemanticEngine/ExportQuads" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: ExportRequest): Buffer => Buffer.from(ExportRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ExportRequest => ExportRequest.decode(value),
    responseSerialize: (value: ExportPart): Buffer => Buffer.from(ExportPart.encode(value).finish()),
    responseDeserialize: (value: Buffer): ExportPart => ExportPart.decode(value),
  },
  /** files that a data folder can be made of again */
  backup: {
    path: "/semantic_engine.SemanticEngine/Backup" as const,
    requestStream: false as const,
    responseStream: true as const,
    requestSerialize: (value: BackupRequest): Buffer => Buffer.from(BackupRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): BackupRequest => BackupRequest.decode(value),
    responseSerialize: (value: BackupPart): Buffer => Buffer.from(BackupPart.encode(value).finish()),
    responseDeserialize: (value: Buffer): BackupPart => BackupPart.decode(value),
  },
} as const;

export interface SemanticEngineServer extends UntypedServiceImplementation {
  /** Original. */
  ingestTriples: handleUnaryCall<IngestRequest, IngestResponse>;
  ingestFile: handleUnaryCall<IngestFileRequest, IngestResponse>;
  getNeighbors: handleUnaryCall<NodeRequest, NeighborResponse>;
  search: handleUnaryCall<SearchRequest, SearchResponse>;
  resolveId: handleUnaryCall<ResolveRequest, ResolveResponse>;
  getAllTriples: handleUnaryCall<EmptyRequest, TriplesResponse>;
  querySparql: handleUnaryCall<SparqlRequest, SparqlResponse>;
  deleteNamespaceData: handleUnaryCall<EmptyRequest, DeleteResponse>;
  hybridSearch: handleUnaryCall<HybridSearchRequest, SearchResponse>;
  applyReasoning: handleUnaryCall<ReasoningRequest, ReasoningResponse>;
  /** atomic; deduplicated by (journal_id, last_position) */
  applyChanges: handleUnaryCall<ApplyChangesRequest, ApplyChangesReply>;
  /** for writers of many batches: as ApplyChanges and IngestTriples, a third of the cost */
  ingestStream: handleBidiStreamingCall<IngestBatches, IngestAcks>;
  getFeedPosition: handleUnaryCall<GetFeedPositionRequest, GetFeedPositionReply>;
  watchChanges: handleServerStreamingCall<WatchChangesRequest, ChangeRecord>;
  getStatistics: handleUnaryCall<EmptyRequest, Statistics>;
  /** batches of feeds that broke a shape */
  listQuarantine: handleUnaryCall<ListQuarantineRequest, ListQuarantineReply>;
  resolveQuarantine: handleUnaryCall<ResolveQuarantineRequest, ResolveQuarantineReply>;
  /** SPARQL 1.1 Update, all of it or nothing */
  updateSparql: handleUnaryCall<UpdateSparqlRequest, WriteReply>;
  /** a batch, if its conditions hold */
  applyTransaction: handleUnaryCall<TransactionRequest, WriteReply>;
  /** for answers larger than a message */
  streamQuery: handleServerStreamingCall<StreamQueryRequest, QueryPart>;
  /** every triple with its graph */
  streamTriples: handleServerStreamingCall<EmptyRequest, TriplesPart>;
  /** a namespace, or all, of any size, as of one moment */
  exportQuads: handleServerStreamingCall<ExportRequest, ExportPart>;
  /** files that a data folder can be made of again */
  backup: handleServerStreamingCall<BackupRequest, BackupPart>;
}

export interface SemanticEngineClient extends Client {
  /** Original. */
  ingestTriples(
    request: IngestRequest,
    callback: (error: ServiceError | null, response: IngestResponse) => void,
  ): ClientUnaryCall;
  ingestTriples(
    request: IngestRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: IngestResponse) => void,
  ): ClientUnaryCall;
  ingestTriples(
    request: IngestRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: IngestResponse) => void,
  ): ClientUnaryCall;
  ingestFile(
    request: IngestFileRequest,
    callback: (error: ServiceError | null, response: IngestResponse) => void,
  ): ClientUnaryCall;
  ingestFile(
    request: IngestFileRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: IngestResponse) => void,
  ): ClientUnaryCall;
  ingestFile(
    request: IngestFileRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: IngestResponse) => void,
  ): ClientUnaryCall;
  getNeighbors(
    request: NodeRequest,
    callback: (error: ServiceError | null, response: NeighborResponse) => void,
  ): ClientUnaryCall;
  getNeighbors(
    request: NodeRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: NeighborResponse) => void,
  ): ClientUnaryCall;
  getNeighbors(
    request: NodeRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: NeighborResponse) => void,
  ): ClientUnaryCall;
  search(
    request: SearchRequest,
    callback: (error: ServiceError | null, response: SearchResponse) => void,
  ): ClientUnaryCall;
  search(
    request: SearchRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: SearchResponse) => void,
  ): ClientUnaryCall;
  search(
    request: SearchRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: SearchResponse) => void,
  ): ClientUnaryCall;
  resolveId(
    request: ResolveRequest,
    callback: (error: ServiceError | null, response: ResolveResponse) => void,
  ): ClientUnaryCall;
  resolveId(
    request: ResolveRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ResolveResponse) => void,
  ): ClientUnaryCall;
  resolveId(
    request: ResolveRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ResolveResponse) => void,
  ): ClientUnaryCall;
  getAllTriples(
    request: EmptyRequest,
    callback: (error: ServiceError | null, response: TriplesResponse) => void,
  ): ClientUnaryCall;
  getAllTriples(
    request: EmptyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: TriplesResponse) => void,
  ): ClientUnaryCall;
  getAllTriples(
    request: EmptyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: TriplesResponse) => void,
  ): ClientUnaryCall;
  querySparql(
    request: SparqlRequest,
    callback: (error: ServiceError | null, response: SparqlResponse) => void,
  ): ClientUnaryCall;
  querySparql(
    request: SparqlRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: SparqlResponse) => void,
  ): ClientUnaryCall;
  querySparql(
    request: SparqlRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: SparqlResponse) => void,
  ): ClientUnaryCall;
  deleteNamespaceData(
    request: EmptyRequest,
    callback: (error: ServiceError | null, response: DeleteResponse) => void,
  ): ClientUnaryCall;
  deleteNamespaceData(
    request: EmptyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: DeleteResponse) => void,
  ): ClientUnaryCall;
  deleteNamespaceData(
    request: EmptyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: DeleteResponse) => void,
  ): ClientUnaryCall;
  hybridSearch(
    request: HybridSearchRequest,
    callback: (error: ServiceError | null, response: SearchResponse) => void,
  ): ClientUnaryCall;
  hybridSearch(
    request: HybridSearchRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: SearchResponse) => void,
  ): ClientUnaryCall;
  hybridSearch(
    request: HybridSearchRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: SearchResponse) => void,
  ): ClientUnaryCall;
  applyReasoning(
    request: ReasoningRequest,
    callback: (error: ServiceError | null, response: ReasoningResponse) => void,
  ): ClientUnaryCall;
  applyReasoning(
    request: ReasoningRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ReasoningResponse) => void,
  ): ClientUnaryCall;
  applyReasoning(
    request: ReasoningRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ReasoningResponse) => void,
  ): ClientUnaryCall;
  /** atomic; deduplicated by (journal_id, last_position) */
  applyChanges(
    request: ApplyChangesRequest,
    callback: (error: ServiceError | null, response: ApplyChangesReply) => void,
  ): ClientUnaryCall;
  applyChanges(
    request: ApplyChangesRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ApplyChangesReply) => void,
  ): ClientUnaryCall;
  applyChanges(
    request: ApplyChangesRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ApplyChangesReply) => void,
  ): ClientUnaryCall;
  /** for writers of many batches: as ApplyChanges and IngestTriples, a third of the cost */
  ingestStream(): ClientDuplexStream<IngestBatches, IngestAcks>;
  ingestStream(options: Partial<CallOptions>): ClientDuplexStream<IngestBatches, IngestAcks>;
  ingestStream(metadata: Metadata, options?: Partial<CallOptions>): ClientDuplexStream<IngestBatches, IngestAcks>;
  getFeedPosition(
    request: GetFeedPositionRequest,
    callback: (error: ServiceError | null, response: GetFeedPositionReply) => void,
  ): ClientUnaryCall;
  getFeedPosition(
    request: GetFeedPositionRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: GetFeedPositionReply) => void,
  ): ClientUnaryCall;
  getFeedPosition(
    request: GetFeedPositionRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: GetFeedPositionReply) => void,
  ): ClientUnaryCall;
  watchChanges(request: WatchChangesRequest, options?: Partial<CallOptions>): ClientReadableStream<ChangeRecord>;
  watchChanges(
    request: WatchChangesRequest,
    metadata?: Metadata,
    options?: Partial<CallOptions>,
  ): ClientReadableStream<ChangeRecord>;
  getStatistics(
    request: EmptyRequest,
    callback: (error: ServiceError | null, response: Statistics) => void,
  ): ClientUnaryCall;
  getStatistics(
    request: EmptyRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Statistics) => void,
  ): ClientUnaryCall;
  getStatistics(
    request: EmptyRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Statistics) => void,
  ): ClientUnaryCall;
  /** batches of feeds that broke a shape */
  listQuarantine(
    request: ListQuarantineRequest,
    callback: (error: ServiceError | null, response: ListQuarantineReply) => void,
  ): ClientUnaryCall;
  listQuarantine(
    request: ListQuarantineRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListQuarantineReply) => void,
  ): ClientUnaryCall;
  listQuarantine(
    request: ListQuarantineRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListQuarantineReply) => void,
  ): ClientUnaryCall;
  resolveQuarantine(
    request: ResolveQuarantineRequest,
    callback: (error: ServiceError | null, response: ResolveQuarantineReply) => void,
  ): ClientUnaryCall;
  resolveQuarantine(
    request: ResolveQuarantineRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ResolveQuarantineReply) => void,
  ): ClientUnaryCall;
  resolveQuarantine(
    request: ResolveQuarantineRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ResolveQuarantineReply) => void,
  ): ClientUnaryCall;
  /** SPARQL 1.1 Update, all of it or nothing */
  updateSparql(
    request: UpdateSparqlRequest,
    callback: (error: ServiceError | null, response: WriteReply) => void,
  ): ClientUnaryCall;
  updateSparql(
    request: UpdateSparqlRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: WriteReply) => void,
  ): ClientUnaryCall;
  updateSparql(
    request: UpdateSparqlRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: WriteReply) => void,
  ): ClientUnaryCall;
  /** a batch, if its conditions hold */
  applyTransaction(
    request: TransactionRequest,
    callback: (error: ServiceError | null, response: WriteReply) => void,
  ): ClientUnaryCall;
  applyTransaction(
    request: TransactionRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: WriteReply) => void,
  ): ClientUnaryCall;
  applyTransaction(
    request: TransactionRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: WriteReply) => void,
  ): ClientUnaryCall;
  /** for answers larger than a message */
  streamQuery(request: StreamQueryRequest, options?: Partial<CallOptions>): ClientReadableStream<QueryPart>;
  streamQuery(
    request: StreamQueryRequest,
    metadata?: Metadata,
    options?: Partial<CallOptions>,
  ): ClientReadableStream<QueryPart>;
  /** every triple with its graph */
  streamTriples(request: EmptyRequest, options?: Partial<CallOptions>): ClientReadableStream<TriplesPart>;
  streamTriples(
    request: EmptyRequest,
    metadata?: Metadata,
    options?: Partial<CallOptions>,
  ): ClientReadableStream<TriplesPart>;
  /** a namespace, or all, of any size, as of one moment */
  exportQuads(request: ExportRequest, options?: Partial<CallOptions>): ClientReadableStream<ExportPart>;
  exportQuads(
    request: ExportRequest,
    metadata?: Metadata,
    options?: Partial<CallOptions>,
  ): ClientReadableStream<ExportPart>;
  /** files that a data folder can be made of again */
  backup(request: BackupRequest, options?: Partial<CallOptions>): ClientReadableStream<BackupPart>;
  backup(request: BackupRequest, metadata?: Metadata, options?: Partial<CallOptions>): ClientReadableStream<BackupPart>;
}

export const SemanticEngineClient = makeGenericClientConstructor(
  SemanticEngineService,
  "semantic_engine.SemanticEngine",
) as unknown as {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): SemanticEngineClient;
  service: typeof SemanticEngineService;
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
