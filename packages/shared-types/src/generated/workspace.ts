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

export const protobufPackage = "workspace";

export const protobufFileName = "workspace.proto";

/** The workspace-service: the only process that may touch a repository with credentials. */

export interface Ack {
  ok: boolean;
  message: string;
}

export interface RegisterRepositoryRequest {
  /** "": derived from the source */
  repositoryId: string;
  /** path or URL of the repository; the user's checked-out branch is never touched */
  source: string;
  /** path or URL; "": the source itself */
  pushRemote: string;
  /** "": its default branch */
  baseBranch: string;
  /** "": detected */
  gateCommand: string;
  /** globs; empty: all but the protected ones */
  allowedPaths: string[];
  /** "required" | "best-effort" (the bundled sample only) */
  sandbox: string;
  /** "": none */
  installCommand: string;
  /** "": none; a static scan whose non-zero exit holds the work for a person */
  lintCommand: string;
  /** refuse a local source with uncommitted changes, which Panal doesn't see, rather than warn */
  refuseDirty: boolean;
}

export interface RegisterRepositoryReply {
  ok: boolean;
  /** why not, or a warning */
  message: string;
  repository:
    | Repository
    | undefined;
  /** "" | "dirty-worktree" (a warning when ok) | "not-a-repository" | "empty-repository" | "no-such-branch" | ... */
  code: string;
}

export interface ListRepositoriesRequest {
}

export interface ListRepositoriesReply {
  repositories: Repository[];
}

export interface Repository {
  repositoryId: string;
  source: string;
  pushRemote: string;
  baseBranch: string;
  gateCommand: string;
  allowedPaths: string[];
  sandbox: string;
  installCommand: string;
  lintCommand: string;
}

export interface OpenWorktreeRequest {
  taskId: string;
}

export interface OpenWorktreeReply {
  path: string;
  branch: string;
  baseCommit: string;
  headCommit: string;
  testCommand: string;
  /** what commands must run in: "required" | "best-effort" */
  sandbox: string;
  /** shown read-only to commands that ask git about the worktree */
  gitCommonDir: string;
}

export interface CommitWorkRequest {
  taskId: string;
  message: string;
}

export interface CommitWorkReply {
  commit: string;
  parent: string;
  files: number;
  insertions: number;
  deletions: number;
  diffDigest: string;
  empty: boolean;
}

export interface GetDiffRequest {
  repositoryId: string;
  baseCommit: string;
  commit: string;
  taskId: string;
  missionId: string;
}

export interface GetDiffReply {
  diff: string;
  diffDigest: string;
  truncated: boolean;
  files: number;
  insertions: number;
  deletions: number;
}

export interface CloseWorktreeRequest {
  taskId: string;
}

export interface RunGateRequest {
  /** lease-unique id of the gate task */
  taskId: string;
  repositoryId: string;
  missionId: string;
  baseCommit: string;
  commit: string;
  allowedPaths: string[];
}

export interface GateResult {
  passed: boolean;
  commit: string;
  /** one line for people */
  summary: string;
  /** on base_commit */
  before:
    | TestRun
    | undefined;
  /** on commit */
  after: TestRun | undefined;
  checks: GateCheck[];
  diffDigest: string;
  /** DSSE envelope over an in-toto statement of this result */
  envelopeJson: string;
  /** for the next attempt: what failed, with the relevant output; untrusted data */
  finding: string;
  /** for the analyst: the failing output, cut to 64 KiB */
  errorLog: string;
  /** detected technology stack */
  stack: string;
  signerKeyId: string;
  baseCommit: string;
}

export interface TestRun {
  command: string;
  exitCode: number;
  total: number;
  passed: number;
  failed: number;
  skipped: number;
  durationMs: number;
  logDigest: string;
  /** profile name, e.g. "bubblewrap", "unshare", "none" */
  sandbox: string;
  sandboxHash: string;
  timedOut: boolean;
  /** false: the runner's output had no count that we know */
  counted: boolean;
}

export interface GateCheck {
  check: number;
  verdict: string;
  evidence: string;
}

export interface PushRequest {
  taskId: string;
  repositoryId: string;
  missionId: string;
  branch: string;
  commit: string;
  diffDigest: string;
}

export interface PushReply {
  ok: boolean;
  message: string;
  ref: string;
  commit: string;
  remote: string;
}

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

function createBaseRegisterRepositoryRequest(): RegisterRepositoryRequest {
  return {
    repositoryId: "",
    source: "",
    pushRemote: "",
    baseBranch: "",
    gateCommand: "",
    allowedPaths: [],
    sandbox: "",
    installCommand: "",
    lintCommand: "",
    refuseDirty: false,
  };
}

export const RegisterRepositoryRequest: MessageFns<RegisterRepositoryRequest> = {
  encode(message: RegisterRepositoryRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.repositoryId !== "") {
      writer.uint32(10).string(message.repositoryId);
    }
    if (message.source !== "") {
      writer.uint32(18).string(message.source);
    }
    if (message.pushRemote !== "") {
      writer.uint32(26).string(message.pushRemote);
    }
    if (message.baseBranch !== "") {
      writer.uint32(34).string(message.baseBranch);
    }
    if (message.gateCommand !== "") {
      writer.uint32(42).string(message.gateCommand);
    }
    for (const v of message.allowedPaths) {
      writer.uint32(50).string(v!);
    }
    if (message.sandbox !== "") {
      writer.uint32(58).string(message.sandbox);
    }
    if (message.installCommand !== "") {
      writer.uint32(66).string(message.installCommand);
    }
    if (message.lintCommand !== "") {
      writer.uint32(74).string(message.lintCommand);
    }
    if (message.refuseDirty !== false) {
      writer.uint32(80).bool(message.refuseDirty);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RegisterRepositoryRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRegisterRepositoryRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.repositoryId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.source = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.pushRemote = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.baseBranch = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.gateCommand = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.allowedPaths.push(reader.string());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.sandbox = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.installCommand = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.lintCommand = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }

            message.refuseDirty = reader.bool();
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

  create<I extends Exact<DeepPartial<RegisterRepositoryRequest>, I>>(base?: I): RegisterRepositoryRequest {
    return RegisterRepositoryRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RegisterRepositoryRequest>, I>>(object: I): RegisterRepositoryRequest {
    const message = createBaseRegisterRepositoryRequest();
    message.repositoryId = object.repositoryId ?? "";
    message.source = object.source ?? "";
    message.pushRemote = object.pushRemote ?? "";
    message.baseBranch = object.baseBranch ?? "";
    message.gateCommand = object.gateCommand ?? "";
    message.allowedPaths = object.allowedPaths?.map((e) => e) || [];
    message.sandbox = object.sandbox ?? "";
    message.installCommand = object.installCommand ?? "";
    message.lintCommand = object.lintCommand ?? "";
    message.refuseDirty = object.refuseDirty ?? false;
    return message;
  },
};

function createBaseRegisterRepositoryReply(): RegisterRepositoryReply {
  return { ok: false, message: "", repository: undefined, code: "" };
}

export const RegisterRepositoryReply: MessageFns<RegisterRepositoryReply> = {
  encode(message: RegisterRepositoryReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    if (message.repository !== undefined) {
      Repository.encode(message.repository, writer.uint32(26).fork()).join();
    }
    if (message.code !== "") {
      writer.uint32(34).string(message.code);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RegisterRepositoryReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRegisterRepositoryReply();
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

            message.repository = Repository.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.code = reader.string();
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

  create<I extends Exact<DeepPartial<RegisterRepositoryReply>, I>>(base?: I): RegisterRepositoryReply {
    return RegisterRepositoryReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RegisterRepositoryReply>, I>>(object: I): RegisterRepositoryReply {
    const message = createBaseRegisterRepositoryReply();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    message.repository = (object.repository !== undefined && object.repository !== null)
      ? Repository.fromPartial(object.repository)
      : undefined;
    message.code = object.code ?? "";
    return message;
  },
};

function createBaseListRepositoriesRequest(): ListRepositoriesRequest {
  return {};
}

export const ListRepositoriesRequest: MessageFns<ListRepositoriesRequest> = {
  encode(_: ListRepositoriesRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListRepositoriesRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListRepositoriesRequest();
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

  create<I extends Exact<DeepPartial<ListRepositoriesRequest>, I>>(base?: I): ListRepositoriesRequest {
    return ListRepositoriesRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListRepositoriesRequest>, I>>(_: I): ListRepositoriesRequest {
    const message = createBaseListRepositoriesRequest();
    return message;
  },
};

function createBaseListRepositoriesReply(): ListRepositoriesReply {
  return { repositories: [] };
}

export const ListRepositoriesReply: MessageFns<ListRepositoriesReply> = {
  encode(message: ListRepositoriesReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.repositories) {
      Repository.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ListRepositoriesReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseListRepositoriesReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.repositories.push(Repository.decode(reader, reader.uint32()));
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

  create<I extends Exact<DeepPartial<ListRepositoriesReply>, I>>(base?: I): ListRepositoriesReply {
    return ListRepositoriesReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<ListRepositoriesReply>, I>>(object: I): ListRepositoriesReply {
    const message = createBaseListRepositoriesReply();
    message.repositories = object.repositories?.map((e) => Repository.fromPartial(e)) || [];
    return message;
  },
};

function createBaseRepository(): Repository {
  return {
    repositoryId: "",
    source: "",
    pushRemote: "",
    baseBranch: "",
    gateCommand: "",
    allowedPaths: [],
    sandbox: "",
    installCommand: "",
    lintCommand: "",
  };
}

export const Repository: MessageFns<Repository> = {
  encode(message: Repository, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.repositoryId !== "") {
      writer.uint32(10).string(message.repositoryId);
    }
    if (message.source !== "") {
      writer.uint32(18).string(message.source);
    }
    if (message.pushRemote !== "") {
      writer.uint32(26).string(message.pushRemote);
    }
    if (message.baseBranch !== "") {
      writer.uint32(34).string(message.baseBranch);
    }
    if (message.gateCommand !== "") {
      writer.uint32(42).string(message.gateCommand);
    }
    for (const v of message.allowedPaths) {
      writer.uint32(50).string(v!);
    }
    if (message.sandbox !== "") {
      writer.uint32(58).string(message.sandbox);
    }
    if (message.installCommand !== "") {
      writer.uint32(66).string(message.installCommand);
    }
    if (message.lintCommand !== "") {
      writer.uint32(74).string(message.lintCommand);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Repository {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRepository();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.repositoryId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.source = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.pushRemote = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.baseBranch = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.gateCommand = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.allowedPaths.push(reader.string());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.sandbox = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.installCommand = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.lintCommand = reader.string();
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

  create<I extends Exact<DeepPartial<Repository>, I>>(base?: I): Repository {
    return Repository.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<Repository>, I>>(object: I): Repository {
    const message = createBaseRepository();
    message.repositoryId = object.repositoryId ?? "";
    message.source = object.source ?? "";
    message.pushRemote = object.pushRemote ?? "";
    message.baseBranch = object.baseBranch ?? "";
    message.gateCommand = object.gateCommand ?? "";
    message.allowedPaths = object.allowedPaths?.map((e) => e) || [];
    message.sandbox = object.sandbox ?? "";
    message.installCommand = object.installCommand ?? "";
    message.lintCommand = object.lintCommand ?? "";
    return message;
  },
};

function createBaseOpenWorktreeRequest(): OpenWorktreeRequest {
  return { taskId: "" };
}

export const OpenWorktreeRequest: MessageFns<OpenWorktreeRequest> = {
  encode(message: OpenWorktreeRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): OpenWorktreeRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseOpenWorktreeRequest();
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

  create<I extends Exact<DeepPartial<OpenWorktreeRequest>, I>>(base?: I): OpenWorktreeRequest {
    return OpenWorktreeRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<OpenWorktreeRequest>, I>>(object: I): OpenWorktreeRequest {
    const message = createBaseOpenWorktreeRequest();
    message.taskId = object.taskId ?? "";
    return message;
  },
};

function createBaseOpenWorktreeReply(): OpenWorktreeReply {
  return { path: "", branch: "", baseCommit: "", headCommit: "", testCommand: "", sandbox: "", gitCommonDir: "" };
}

export const OpenWorktreeReply: MessageFns<OpenWorktreeReply> = {
  encode(message: OpenWorktreeReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.path !== "") {
      writer.uint32(10).string(message.path);
    }
    if (message.branch !== "") {
      writer.uint32(18).string(message.branch);
    }
    if (message.baseCommit !== "") {
      writer.uint32(26).string(message.baseCommit);
    }
    if (message.headCommit !== "") {
      writer.uint32(34).string(message.headCommit);
    }
    if (message.testCommand !== "") {
      writer.uint32(42).string(message.testCommand);
    }
    if (message.sandbox !== "") {
      writer.uint32(50).string(message.sandbox);
    }
    if (message.gitCommonDir !== "") {
      writer.uint32(58).string(message.gitCommonDir);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): OpenWorktreeReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseOpenWorktreeReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.path = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.branch = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.baseCommit = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.headCommit = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.testCommand = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.sandbox = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.gitCommonDir = reader.string();
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

  create<I extends Exact<DeepPartial<OpenWorktreeReply>, I>>(base?: I): OpenWorktreeReply {
    return OpenWorktreeReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<OpenWorktreeReply>, I>>(object: I): OpenWorktreeReply {
    const message = createBaseOpenWorktreeReply();
    message.path = object.path ?? "";
    message.branch = object.branch ?? "";
    message.baseCommit = object.baseCommit ?? "";
    message.headCommit = object.headCommit ?? "";
    message.testCommand = object.testCommand ?? "";
    message.sandbox = object.sandbox ?? "";
    message.gitCommonDir = object.gitCommonDir ?? "";
    return message;
  },
};

function createBaseCommitWorkRequest(): CommitWorkRequest {
  return { taskId: "", message: "" };
}

export const CommitWorkRequest: MessageFns<CommitWorkRequest> = {
  encode(message: CommitWorkRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CommitWorkRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCommitWorkRequest();
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

  create<I extends Exact<DeepPartial<CommitWorkRequest>, I>>(base?: I): CommitWorkRequest {
    return CommitWorkRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CommitWorkRequest>, I>>(object: I): CommitWorkRequest {
    const message = createBaseCommitWorkRequest();
    message.taskId = object.taskId ?? "";
    message.message = object.message ?? "";
    return message;
  },
};

function createBaseCommitWorkReply(): CommitWorkReply {
  return { commit: "", parent: "", files: 0, insertions: 0, deletions: 0, diffDigest: "", empty: false };
}

export const CommitWorkReply: MessageFns<CommitWorkReply> = {
  encode(message: CommitWorkReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.commit !== "") {
      writer.uint32(10).string(message.commit);
    }
    if (message.parent !== "") {
      writer.uint32(18).string(message.parent);
    }
    if (message.files !== 0) {
      writer.uint32(24).uint32(message.files);
    }
    if (message.insertions !== 0) {
      writer.uint32(32).uint32(message.insertions);
    }
    if (message.deletions !== 0) {
      writer.uint32(40).uint32(message.deletions);
    }
    if (message.diffDigest !== "") {
      writer.uint32(50).string(message.diffDigest);
    }
    if (message.empty !== false) {
      writer.uint32(56).bool(message.empty);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CommitWorkReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCommitWorkReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.parent = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.files = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.insertions = reader.uint32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.deletions = reader.uint32();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.diffDigest = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.empty = reader.bool();
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

  create<I extends Exact<DeepPartial<CommitWorkReply>, I>>(base?: I): CommitWorkReply {
    return CommitWorkReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CommitWorkReply>, I>>(object: I): CommitWorkReply {
    const message = createBaseCommitWorkReply();
    message.commit = object.commit ?? "";
    message.parent = object.parent ?? "";
    message.files = object.files ?? 0;
    message.insertions = object.insertions ?? 0;
    message.deletions = object.deletions ?? 0;
    message.diffDigest = object.diffDigest ?? "";
    message.empty = object.empty ?? false;
    return message;
  },
};

function createBaseGetDiffRequest(): GetDiffRequest {
  return { repositoryId: "", baseCommit: "", commit: "", taskId: "", missionId: "" };
}

export const GetDiffRequest: MessageFns<GetDiffRequest> = {
  encode(message: GetDiffRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.repositoryId !== "") {
      writer.uint32(10).string(message.repositoryId);
    }
    if (message.baseCommit !== "") {
      writer.uint32(18).string(message.baseCommit);
    }
    if (message.commit !== "") {
      writer.uint32(26).string(message.commit);
    }
    if (message.taskId !== "") {
      writer.uint32(34).string(message.taskId);
    }
    if (message.missionId !== "") {
      writer.uint32(42).string(message.missionId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetDiffRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetDiffRequest();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.repositoryId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.baseCommit = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.commit = reader.string();
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

  create<I extends Exact<DeepPartial<GetDiffRequest>, I>>(base?: I): GetDiffRequest {
    return GetDiffRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetDiffRequest>, I>>(object: I): GetDiffRequest {
    const message = createBaseGetDiffRequest();
    message.repositoryId = object.repositoryId ?? "";
    message.baseCommit = object.baseCommit ?? "";
    message.commit = object.commit ?? "";
    message.taskId = object.taskId ?? "";
    message.missionId = object.missionId ?? "";
    return message;
  },
};

function createBaseGetDiffReply(): GetDiffReply {
  return { diff: "", diffDigest: "", truncated: false, files: 0, insertions: 0, deletions: 0 };
}

export const GetDiffReply: MessageFns<GetDiffReply> = {
  encode(message: GetDiffReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.diff !== "") {
      writer.uint32(10).string(message.diff);
    }
    if (message.diffDigest !== "") {
      writer.uint32(18).string(message.diffDigest);
    }
    if (message.truncated !== false) {
      writer.uint32(24).bool(message.truncated);
    }
    if (message.files !== 0) {
      writer.uint32(32).uint32(message.files);
    }
    if (message.insertions !== 0) {
      writer.uint32(40).uint32(message.insertions);
    }
    if (message.deletions !== 0) {
      writer.uint32(48).uint32(message.deletions);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetDiffReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetDiffReply();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diff = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diffDigest = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.truncated = reader.bool();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.files = reader.uint32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.insertions = reader.uint32();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.deletions = reader.uint32();
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

  create<I extends Exact<DeepPartial<GetDiffReply>, I>>(base?: I): GetDiffReply {
    return GetDiffReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GetDiffReply>, I>>(object: I): GetDiffReply {
    const message = createBaseGetDiffReply();
    message.diff = object.diff ?? "";
    message.diffDigest = object.diffDigest ?? "";
    message.truncated = object.truncated ?? false;
    message.files = object.files ?? 0;
    message.insertions = object.insertions ?? 0;
    message.deletions = object.deletions ?? 0;
    return message;
  },
};

function createBaseCloseWorktreeRequest(): CloseWorktreeRequest {
  return { taskId: "" };
}

export const CloseWorktreeRequest: MessageFns<CloseWorktreeRequest> = {
  encode(message: CloseWorktreeRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CloseWorktreeRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCloseWorktreeRequest();
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

  create<I extends Exact<DeepPartial<CloseWorktreeRequest>, I>>(base?: I): CloseWorktreeRequest {
    return CloseWorktreeRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<CloseWorktreeRequest>, I>>(object: I): CloseWorktreeRequest {
    const message = createBaseCloseWorktreeRequest();
    message.taskId = object.taskId ?? "";
    return message;
  },
};

function createBaseRunGateRequest(): RunGateRequest {
  return { taskId: "", repositoryId: "", missionId: "", baseCommit: "", commit: "", allowedPaths: [] };
}

export const RunGateRequest: MessageFns<RunGateRequest> = {
  encode(message: RunGateRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.repositoryId !== "") {
      writer.uint32(18).string(message.repositoryId);
    }
    if (message.missionId !== "") {
      writer.uint32(26).string(message.missionId);
    }
    if (message.baseCommit !== "") {
      writer.uint32(34).string(message.baseCommit);
    }
    if (message.commit !== "") {
      writer.uint32(42).string(message.commit);
    }
    for (const v of message.allowedPaths) {
      writer.uint32(50).string(v!);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RunGateRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRunGateRequest();
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

            message.repositoryId = reader.string();
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

            message.baseCommit = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.allowedPaths.push(reader.string());
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

  create<I extends Exact<DeepPartial<RunGateRequest>, I>>(base?: I): RunGateRequest {
    return RunGateRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<RunGateRequest>, I>>(object: I): RunGateRequest {
    const message = createBaseRunGateRequest();
    message.taskId = object.taskId ?? "";
    message.repositoryId = object.repositoryId ?? "";
    message.missionId = object.missionId ?? "";
    message.baseCommit = object.baseCommit ?? "";
    message.commit = object.commit ?? "";
    message.allowedPaths = object.allowedPaths?.map((e) => e) || [];
    return message;
  },
};

function createBaseGateResult(): GateResult {
  return {
    passed: false,
    commit: "",
    summary: "",
    before: undefined,
    after: undefined,
    checks: [],
    diffDigest: "",
    envelopeJson: "",
    finding: "",
    errorLog: "",
    stack: "",
    signerKeyId: "",
    baseCommit: "",
  };
}

export const GateResult: MessageFns<GateResult> = {
  encode(message: GateResult, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.passed !== false) {
      writer.uint32(8).bool(message.passed);
    }
    if (message.commit !== "") {
      writer.uint32(18).string(message.commit);
    }
    if (message.summary !== "") {
      writer.uint32(26).string(message.summary);
    }
    if (message.before !== undefined) {
      TestRun.encode(message.before, writer.uint32(34).fork()).join();
    }
    if (message.after !== undefined) {
      TestRun.encode(message.after, writer.uint32(42).fork()).join();
    }
    for (const v of message.checks) {
      GateCheck.encode(v!, writer.uint32(50).fork()).join();
    }
    if (message.diffDigest !== "") {
      writer.uint32(58).string(message.diffDigest);
    }
    if (message.envelopeJson !== "") {
      writer.uint32(66).string(message.envelopeJson);
    }
    if (message.finding !== "") {
      writer.uint32(74).string(message.finding);
    }
    if (message.errorLog !== "") {
      writer.uint32(82).string(message.errorLog);
    }
    if (message.stack !== "") {
      writer.uint32(90).string(message.stack);
    }
    if (message.signerKeyId !== "") {
      writer.uint32(98).string(message.signerKeyId);
    }
    if (message.baseCommit !== "") {
      writer.uint32(106).string(message.baseCommit);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GateResult {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGateResult();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.passed = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.summary = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.before = TestRun.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.after = TestRun.decode(reader, reader.uint32());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.checks.push(GateCheck.decode(reader, reader.uint32()));
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.diffDigest = reader.string();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.envelopeJson = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.finding = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.errorLog = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }

            message.stack = reader.string();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }

            message.signerKeyId = reader.string();
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }

            message.baseCommit = reader.string();
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

  create<I extends Exact<DeepPartial<GateResult>, I>>(base?: I): GateResult {
    return GateResult.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GateResult>, I>>(object: I): GateResult {
    const message = createBaseGateResult();
    message.passed = object.passed ?? false;
    message.commit = object.commit ?? "";
    message.summary = object.summary ?? "";
    message.before = (object.before !== undefined && object.before !== null)
      ? TestRun.fromPartial(object.before)
      : undefined;
    message.after = (object.after !== undefined && object.after !== null)
      ? TestRun.fromPartial(object.after)
      : undefined;
    message.checks = object.checks?.map((e) => GateCheck.fromPartial(e)) || [];
    message.diffDigest = object.diffDigest ?? "";
    message.envelopeJson = object.envelopeJson ?? "";
    message.finding = object.finding ?? "";
    message.errorLog = object.errorLog ?? "";
    message.stack = object.stack ?? "";
    message.signerKeyId = object.signerKeyId ?? "";
    message.baseCommit = object.baseCommit ?? "";
    return message;
  },
};

function createBaseTestRun(): TestRun {
  return {
    command: "",
    exitCode: 0,
    total: 0,
    passed: 0,
    failed: 0,
    skipped: 0,
    durationMs: 0,
    logDigest: "",
    sandbox: "",
    sandboxHash: "",
    timedOut: false,
    counted: false,
  };
}

export const TestRun: MessageFns<TestRun> = {
  encode(message: TestRun, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.command !== "") {
      writer.uint32(10).string(message.command);
    }
    if (message.exitCode !== 0) {
      writer.uint32(16).int32(message.exitCode);
    }
    if (message.total !== 0) {
      writer.uint32(24).uint32(message.total);
    }
    if (message.passed !== 0) {
      writer.uint32(32).uint32(message.passed);
    }
    if (message.failed !== 0) {
      writer.uint32(40).uint32(message.failed);
    }
    if (message.skipped !== 0) {
      writer.uint32(48).uint32(message.skipped);
    }
    if (message.durationMs !== 0) {
      writer.uint32(56).uint32(message.durationMs);
    }
    if (message.logDigest !== "") {
      writer.uint32(66).string(message.logDigest);
    }
    if (message.sandbox !== "") {
      writer.uint32(74).string(message.sandbox);
    }
    if (message.sandboxHash !== "") {
      writer.uint32(82).string(message.sandboxHash);
    }
    if (message.timedOut !== false) {
      writer.uint32(88).bool(message.timedOut);
    }
    if (message.counted !== false) {
      writer.uint32(96).bool(message.counted);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): TestRun {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTestRun();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.command = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.exitCode = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.total = reader.uint32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.passed = reader.uint32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.failed = reader.uint32();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.skipped = reader.uint32();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.durationMs = reader.uint32();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.logDigest = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }

            message.sandbox = reader.string();
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.sandboxHash = reader.string();
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }

            message.timedOut = reader.bool();
            continue;
          }
          case 12: {
            if (tag !== 96) {
              break;
            }

            message.counted = reader.bool();
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

  create<I extends Exact<DeepPartial<TestRun>, I>>(base?: I): TestRun {
    return TestRun.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<TestRun>, I>>(object: I): TestRun {
    const message = createBaseTestRun();
    message.command = object.command ?? "";
    message.exitCode = object.exitCode ?? 0;
    message.total = object.total ?? 0;
    message.passed = object.passed ?? 0;
    message.failed = object.failed ?? 0;
    message.skipped = object.skipped ?? 0;
    message.durationMs = object.durationMs ?? 0;
    message.logDigest = object.logDigest ?? "";
    message.sandbox = object.sandbox ?? "";
    message.sandboxHash = object.sandboxHash ?? "";
    message.timedOut = object.timedOut ?? false;
    message.counted = object.counted ?? false;
    return message;
  },
};

function createBaseGateCheck(): GateCheck {
  return { check: 0, verdict: "", evidence: "" };
}

export const GateCheck: MessageFns<GateCheck> = {
  encode(message: GateCheck, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.check !== 0) {
      writer.uint32(8).uint32(message.check);
    }
    if (message.verdict !== "") {
      writer.uint32(18).string(message.verdict);
    }
    if (message.evidence !== "") {
      writer.uint32(26).string(message.evidence);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GateCheck {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGateCheck();
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

            message.verdict = reader.string();
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

  create<I extends Exact<DeepPartial<GateCheck>, I>>(base?: I): GateCheck {
    return GateCheck.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<GateCheck>, I>>(object: I): GateCheck {
    const message = createBaseGateCheck();
    message.check = object.check ?? 0;
    message.verdict = object.verdict ?? "";
    message.evidence = object.evidence ?? "";
    return message;
  },
};

function createBasePushRequest(): PushRequest {
  return { taskId: "", repositoryId: "", missionId: "", branch: "", commit: "", diffDigest: "" };
}

export const PushRequest: MessageFns<PushRequest> = {
  encode(message: PushRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.taskId !== "") {
      writer.uint32(10).string(message.taskId);
    }
    if (message.repositoryId !== "") {
      writer.uint32(18).string(message.repositoryId);
    }
    if (message.missionId !== "") {
      writer.uint32(26).string(message.missionId);
    }
    if (message.branch !== "") {
      writer.uint32(34).string(message.branch);
    }
    if (message.commit !== "") {
      writer.uint32(42).string(message.commit);
    }
    if (message.diffDigest !== "") {
      writer.uint32(50).string(message.diffDigest);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): PushRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBasePushRequest();
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

            message.repositoryId = reader.string();
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

            message.branch = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.diffDigest = reader.string();
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

  create<I extends Exact<DeepPartial<PushRequest>, I>>(base?: I): PushRequest {
    return PushRequest.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<PushRequest>, I>>(object: I): PushRequest {
    const message = createBasePushRequest();
    message.taskId = object.taskId ?? "";
    message.repositoryId = object.repositoryId ?? "";
    message.missionId = object.missionId ?? "";
    message.branch = object.branch ?? "";
    message.commit = object.commit ?? "";
    message.diffDigest = object.diffDigest ?? "";
    return message;
  },
};

function createBasePushReply(): PushReply {
  return { ok: false, message: "", ref: "", commit: "", remote: "" };
}

export const PushReply: MessageFns<PushReply> = {
  encode(message: PushReply, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.ok !== false) {
      writer.uint32(8).bool(message.ok);
    }
    if (message.message !== "") {
      writer.uint32(18).string(message.message);
    }
    if (message.ref !== "") {
      writer.uint32(26).string(message.ref);
    }
    if (message.commit !== "") {
      writer.uint32(34).string(message.commit);
    }
    if (message.remote !== "") {
      writer.uint32(42).string(message.remote);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): PushReply {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBasePushReply();
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

            message.ref = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.commit = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.remote = reader.string();
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

  create<I extends Exact<DeepPartial<PushReply>, I>>(base?: I): PushReply {
    return PushReply.fromPartial(base ?? ({} as any));
  },
  fromPartial<I extends Exact<DeepPartial<PushReply>, I>>(object: I): PushReply {
    const message = createBasePushReply();
    message.ok = object.ok ?? false;
    message.message = object.message ?? "";
    message.ref = object.ref ?? "";
    message.commit = object.commit ?? "";
    message.remote = object.remote ?? "";
    return message;
  },
};

export type WorkspaceService = typeof WorkspaceService;
export const WorkspaceService = {
  /** role operator */
  registerRepository: {
    path: "/workspace.Workspace/RegisterRepository" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: RegisterRepositoryRequest): Buffer =>
      Buffer.from(RegisterRepositoryRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): RegisterRepositoryRequest => RegisterRepositoryRequest.decode(value),
    responseSerialize: (value: RegisterRepositoryReply): Buffer =>
      Buffer.from(RegisterRepositoryReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): RegisterRepositoryReply => RegisterRepositoryReply.decode(value),
  },
  listRepositories: {
    path: "/workspace.Workspace/ListRepositories" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: ListRepositoriesRequest): Buffer =>
      Buffer.from(ListRepositoriesRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): ListRepositoriesRequest => ListRepositoriesRequest.decode(value),
    responseSerialize: (value: ListRepositoriesReply): Buffer =>
      Buffer.from(ListRepositoriesReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): ListRepositoriesReply => ListRepositoriesReply.decode(value),
  },
  /** Agents, for a lease that the orchestrator confirms. */
  openWorktree: {
    path: "/workspace.Workspace/OpenWorktree" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: OpenWorktreeRequest): Buffer => Buffer.from(OpenWorktreeRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): OpenWorktreeRequest => OpenWorktreeRequest.decode(value),
    responseSerialize: (value: OpenWorktreeReply): Buffer => Buffer.from(OpenWorktreeReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): OpenWorktreeReply => OpenWorktreeReply.decode(value),
  },
  commitWork: {
    path: "/workspace.Workspace/CommitWork" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: CommitWorkRequest): Buffer => Buffer.from(CommitWorkRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): CommitWorkRequest => CommitWorkRequest.decode(value),
    responseSerialize: (value: CommitWorkReply): Buffer => Buffer.from(CommitWorkReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): CommitWorkReply => CommitWorkReply.decode(value),
  },
  getDiff: {
    path: "/workspace.Workspace/GetDiff" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: GetDiffRequest): Buffer => Buffer.from(GetDiffRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): GetDiffRequest => GetDiffRequest.decode(value),
    responseSerialize: (value: GetDiffReply): Buffer => Buffer.from(GetDiffReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): GetDiffReply => GetDiffReply.decode(value),
  },
  closeWorktree: {
    path: "/workspace.Workspace/CloseWorktree" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: CloseWorktreeRequest): Buffer => Buffer.from(CloseWorktreeRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): CloseWorktreeRequest => CloseWorktreeRequest.decode(value),
    responseSerialize: (value: Ack): Buffer => Buffer.from(Ack.encode(value).finish()),
    responseDeserialize: (value: Buffer): Ack => Ack.decode(value),
  },
  /** Role service: steps of the workflow that the orchestrator runs under a lease of its own. */
  runGate: {
    path: "/workspace.Workspace/RunGate" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: RunGateRequest): Buffer => Buffer.from(RunGateRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): RunGateRequest => RunGateRequest.decode(value),
    responseSerialize: (value: GateResult): Buffer => Buffer.from(GateResult.encode(value).finish()),
    responseDeserialize: (value: Buffer): GateResult => GateResult.decode(value),
  },
  /** compare-and-swap, idempotent by task_id */
  push: {
    path: "/workspace.Workspace/Push" as const,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (value: PushRequest): Buffer => Buffer.from(PushRequest.encode(value).finish()),
    requestDeserialize: (value: Buffer): PushRequest => PushRequest.decode(value),
    responseSerialize: (value: PushReply): Buffer => Buffer.from(PushReply.encode(value).finish()),
    responseDeserialize: (value: Buffer): PushReply => PushReply.decode(value),
  },
} as const;

export interface WorkspaceServer extends UntypedServiceImplementation {
  /** role operator */
  registerRepository: handleUnaryCall<RegisterRepositoryRequest, RegisterRepositoryReply>;
  listRepositories: handleUnaryCall<ListRepositoriesRequest, ListRepositoriesReply>;
  /** Agents, for a lease that the orchestrator confirms. */
  openWorktree: handleUnaryCall<OpenWorktreeRequest, OpenWorktreeReply>;
  commitWork: handleUnaryCall<CommitWorkRequest, CommitWorkReply>;
  getDiff: handleUnaryCall<GetDiffRequest, GetDiffReply>;
  closeWorktree: handleUnaryCall<CloseWorktreeRequest, Ack>;
  /** Role service: steps of the workflow that the orchestrator runs under a lease of its own. */
  runGate: handleUnaryCall<RunGateRequest, GateResult>;
  /** compare-and-swap, idempotent by task_id */
  push: handleUnaryCall<PushRequest, PushReply>;
}

export interface WorkspaceClient extends Client {
  /** role operator */
  registerRepository(
    request: RegisterRepositoryRequest,
    callback: (error: ServiceError | null, response: RegisterRepositoryReply) => void,
  ): ClientUnaryCall;
  registerRepository(
    request: RegisterRepositoryRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: RegisterRepositoryReply) => void,
  ): ClientUnaryCall;
  registerRepository(
    request: RegisterRepositoryRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: RegisterRepositoryReply) => void,
  ): ClientUnaryCall;
  listRepositories(
    request: ListRepositoriesRequest,
    callback: (error: ServiceError | null, response: ListRepositoriesReply) => void,
  ): ClientUnaryCall;
  listRepositories(
    request: ListRepositoriesRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: ListRepositoriesReply) => void,
  ): ClientUnaryCall;
  listRepositories(
    request: ListRepositoriesRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: ListRepositoriesReply) => void,
  ): ClientUnaryCall;
  /** Agents, for a lease that the orchestrator confirms. */
  openWorktree(
    request: OpenWorktreeRequest,
    callback: (error: ServiceError | null, response: OpenWorktreeReply) => void,
  ): ClientUnaryCall;
  openWorktree(
    request: OpenWorktreeRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: OpenWorktreeReply) => void,
  ): ClientUnaryCall;
  openWorktree(
    request: OpenWorktreeRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: OpenWorktreeReply) => void,
  ): ClientUnaryCall;
  commitWork(
    request: CommitWorkRequest,
    callback: (error: ServiceError | null, response: CommitWorkReply) => void,
  ): ClientUnaryCall;
  commitWork(
    request: CommitWorkRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: CommitWorkReply) => void,
  ): ClientUnaryCall;
  commitWork(
    request: CommitWorkRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: CommitWorkReply) => void,
  ): ClientUnaryCall;
  getDiff(
    request: GetDiffRequest,
    callback: (error: ServiceError | null, response: GetDiffReply) => void,
  ): ClientUnaryCall;
  getDiff(
    request: GetDiffRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: GetDiffReply) => void,
  ): ClientUnaryCall;
  getDiff(
    request: GetDiffRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: GetDiffReply) => void,
  ): ClientUnaryCall;
  closeWorktree(
    request: CloseWorktreeRequest,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  closeWorktree(
    request: CloseWorktreeRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  closeWorktree(
    request: CloseWorktreeRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Ack) => void,
  ): ClientUnaryCall;
  /** Role service: steps of the workflow that the orchestrator runs under a lease of its own. */
  runGate(
    request: RunGateRequest,
    callback: (error: ServiceError | null, response: GateResult) => void,
  ): ClientUnaryCall;
  runGate(
    request: RunGateRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: GateResult) => void,
  ): ClientUnaryCall;
  runGate(
    request: RunGateRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: GateResult) => void,
  ): ClientUnaryCall;
  /** compare-and-swap, idempotent by task_id */
  push(request: PushRequest, callback: (error: ServiceError | null, response: PushReply) => void): ClientUnaryCall;
  push(
    request: PushRequest,
    metadata: Metadata,
    callback: (error: ServiceError | null, response: PushReply) => void,
  ): ClientUnaryCall;
  push(
    request: PushRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: PushReply) => void,
  ): ClientUnaryCall;
}

export const WorkspaceClient = makeGenericClientConstructor(WorkspaceService, "workspace.Workspace") as unknown as {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): WorkspaceClient;
  service: typeof WorkspaceService;
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

export interface MessageFns<T> {
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): T;
  create<I extends Exact<DeepPartial<T>, I>>(base?: I): T;
  fromPartial<I extends Exact<DeepPartial<T>, I>>(object: I): T;
}
