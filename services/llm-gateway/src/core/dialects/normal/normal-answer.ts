import type { TokenUsage } from '../../price.ts';
import type { NormalBlock, Origin } from './normal-request.ts';

/** Why a model stopped. `stop-sequence` names which where the dialect tells; `own` keeps a reason that only one dialect has. */
export type StopReason =
  | { readonly kind: 'end' | 'length' | 'tool-calls' | 'refusal' | 'context-length' | 'pause' }
  | { readonly kind: 'stop-sequence'; readonly sequence?: string }
  | { readonly kind: 'own'; readonly reason: string };

/** One answer without a dialect. */
export interface NormalAnswer {
  readonly origin?: Origin;
  readonly id: string;
  readonly model: string;
  /** Unix seconds; absent where the dialect has none. */
  readonly createdS?: number;
  /** One for each choice; one where the dialect knows no others. */
  readonly choices: readonly NormalChoice[];
  readonly usage: TokenUsage | undefined;
}

export interface NormalChoice {
  readonly origin?: Origin;
  readonly blocks: readonly NormalBlock[];
  readonly stop: StopReason;
  readonly logprobs?: readonly TokenLogprob[];
  /** Citations and the like, by the text block's index among the blocks; carried within one provider's dialects. */
  readonly annotations?: readonly { readonly block: number; readonly value: unknown }[];
}

export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes?: readonly number[] | null;
  readonly top?: readonly { readonly token: string; readonly logprob: number; readonly bytes?: readonly number[] | null }[];
}

/**
 * A streamed answer in pieces. `begin` comes first, once; then blocks, each begun, filled and ended, of which several may be open at
 * once (parallel tool calls, choices); `stop` once for each choice; `end` last, once, with the usage where it is known. A `failure`
 * takes the place of all that would follow.
 */
export type AnswerEvent =
  | {
      readonly kind: 'begin';
      readonly origin?: Origin;
      readonly id: string;
      readonly model: string;
      readonly createdS?: number;
      readonly usage?: TokenUsage;
    }
  | { readonly kind: 'block'; readonly choice: number; readonly block: number; readonly begun: NormalBlock }
  | { readonly kind: 'delta'; readonly choice: number; readonly block: number; readonly delta: BlockDelta }
  | { readonly kind: 'block-end'; readonly choice: number; readonly block: number }
  | { readonly kind: 'stop'; readonly choice: number; readonly stop: StopReason; readonly origin?: Origin }
  | { readonly kind: 'usage'; readonly usage: TokenUsage; readonly origin?: Origin }
  | { readonly kind: 'end'; readonly usage: TokenUsage | undefined; readonly origin?: Origin }
  | { readonly kind: 'failure'; readonly error: StreamError };

/** What fills a block: text of text, refusal and reasoning, JSON text of a tool call's input, and what comes late of reasoning. */
export type BlockDelta =
  | { readonly kind: 'text'; readonly text: string; readonly logprobs?: readonly TokenLogprob[] }
  | { readonly kind: 'input'; readonly json: string }
  /** `part` counts the parts of a summary from 0. */
  | { readonly kind: 'reasoning'; readonly text: string; readonly part: number }
  | { readonly kind: 'signature'; readonly signature: string }
  | { readonly kind: 'encrypted'; readonly encrypted: string }
  | { readonly kind: 'annotation'; readonly value: unknown }
  | { readonly kind: 'own'; readonly value: Readonly<Record<string, unknown>> };

/** An error that came in the middle of a stream. */
export interface StreamError {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
}
