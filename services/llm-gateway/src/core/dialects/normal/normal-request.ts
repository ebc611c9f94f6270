/**
 * A model request without a dialect: what each dialect's request is read into, and written from. What only one dialect can say
 * stays in `own`, with its path, so that writing it in another one can refuse it by name instead of dropping it.
 *
 *   chat (OpenAI chat completions), responses (OpenAI responses), messages (Anthropic messages)
 */
export type DialectName = 'chat' | 'responses' | 'messages';

export interface NormalRequest {
  /** The client's dialect: problems are named in its words. */
  readonly dialect?: DialectName;
  readonly model: string;
  readonly stream: boolean;
  /** How many answers are asked for. */
  readonly choices: number;
  readonly turns: readonly NormalTurn[];
  readonly tools: readonly NormalTool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  /** Of each choice, reasoning included. */
  readonly outputTokensMax?: number;
  readonly sampling: Sampling;
  readonly reasoning?: ReasoningWish;
  readonly format?: OutputFormat;
  readonly verbosity?: 'low' | 'medium' | 'high';
  /** The end user, as the client names them. */
  readonly user?: string;
  /** The client's labels for the request. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What keeps requests of one prompt together in the provider's cache. */
  readonly promptCacheKey?: string;
  /** Whether the answer is to be kept for later requests (responses); absent: as the dialect does by default. */
  readonly store?: boolean;
  /** The stored answer that `turns` were continued from, where the gateway itself looked it up. */
  readonly previousId?: string;
  readonly own: readonly OwnField[];
}

/** What something had besides, in the dialect that it was read from: only a writer of that dialect looks at it. */
export interface Origin {
  readonly dialect: DialectName;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Something that exists only in the dialect that it came in. */
export interface OwnField {
  readonly dialect: DialectName;
  /** As a client would look for it: `input[2].type`, `tools[0]`. */
  readonly path: string;
  readonly value: unknown;
  /** A writer of its dialect finds it in an origin: it is not put back by its path. */
  readonly inOrigin?: true;
}

export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly logitBias?: Readonly<Record<string, number>>;
  readonly stop?: readonly string[];
  /** Log-probabilities are asked for, with that many alternatives for each token. */
  readonly logprobs?: { readonly top: number };
}

export interface ReasoningWish {
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  /** Tokens that may be thought; part of the output. */
  readonly budgetTokens?: number;
  /** The model chooses how much it thinks (Anthropic's `adaptive`). */
  readonly adaptive?: boolean;
  readonly summary?: 'auto' | 'concise' | 'detailed' | 'none';
  /** The encrypted form is wanted back (`include: ["reasoning.encrypted_content"]`). */
  readonly encrypted?: boolean;
}

export type OutputFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema';
      readonly name?: string;
      readonly description?: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict?: boolean;
    };

export type ToolChoice = { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'tool'; readonly name: string };

/** A function that the client runs; with `custom` its input is free text, in OpenAI's `format` where one is given. */
export interface NormalTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly strict?: boolean;
  readonly custom?: { readonly format?: Readonly<Record<string, unknown>> };
  readonly cache?: CacheMark;
}

/** Where a prompt cache may be cut (Anthropic's `cache_control`). */
export interface CacheMark {
  readonly ttl?: '5m' | '1h';
}

/** `system` and `developer` may stand anywhere; a dialect that knows them only at the start refuses them elsewhere. */
export interface NormalTurn {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly name?: string;
  /** Where it stood in the client's body: `messages[3]`. */
  readonly path?: string;
  readonly blocks: readonly NormalBlock[];
}

export type NormalBlock =
  | TextBlock
  | ImageBlock
  | FileBlock
  | ToolCallBlock
  | ToolResultBlock
  | ReasoningBlock
  | RefusalBlock
  | OwnBlock;

export interface TextBlock {
  readonly kind: 'text';
  readonly origin?: Origin;
  readonly text: string;
  readonly cache?: CacheMark;
}

/** Bytes in base64, or the address of them, or a provider's id of a stored file. */
export type MediaSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'id'; readonly id: string };

export interface ImageBlock {
  readonly kind: 'image';
  readonly origin?: Origin;
  readonly source: MediaSource;
  readonly detail?: 'auto' | 'low' | 'high';
  readonly cache?: CacheMark;
}

/** A document. */
export interface FileBlock {
  readonly kind: 'file';
  readonly origin?: Origin;
  readonly source: MediaSource | { readonly kind: 'text'; readonly text: string };
  readonly name?: string;
  readonly cache?: CacheMark;
}

/**
 * The model wants a function run. `input` is JSON text exactly as the model wrote it; it may be no JSON where the output was cut,
 * and is plain text of a custom tool.
 */
export interface ToolCallBlock {
  readonly kind: 'tool-call';
  readonly origin?: Origin;
  readonly id: string;
  readonly name: string;
  readonly input: string;
  readonly custom?: true;
  readonly cache?: CacheMark;
}

/** What a function gave; stands in a user turn, whatever the dialect calls its role. */
export interface ToolResultBlock {
  readonly kind: 'tool-result';
  readonly origin?: Origin;
  readonly callId: string;
  readonly content: readonly (TextBlock | ImageBlock | FileBlock)[];
  readonly isError?: boolean;
  /** Of a custom tool. */
  readonly custom?: true;
  readonly cache?: CacheMark;
}

/**
 * Thoughts of the model. `signature` (Anthropic), `encrypted` (OpenAI's encrypted content, Anthropic's redacted thinking) and `id`
 * mean something to the provider that made them alone: they are carried, and only that provider's dialect can take them back.
 */
export interface ReasoningBlock {
  readonly kind: 'reasoning';
  readonly origin?: Origin;
  /** What may be read: the thoughts, or their summary in parts; empty where they are hidden. */
  readonly text: readonly string[];
  readonly signature?: string;
  readonly encrypted?: string;
  readonly id?: string;
}

export interface RefusalBlock {
  readonly kind: 'refusal';
  readonly origin?: Origin;
  readonly text: string;
}

/** A block or item that exists only in its dialect: server tools and their results, compactions, stored items. */
export interface OwnBlock {
  readonly kind: 'own';
  readonly origin?: Origin;
  readonly dialect: DialectName;
  readonly type: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Where it stood in a request. */
  readonly path?: string;
}

/** Why a request can't be read or carried over, in terms of what the client sent; `path` as in OwnField. */
export interface RequestProblem {
  readonly message: string;
  readonly param: string | null;
}
