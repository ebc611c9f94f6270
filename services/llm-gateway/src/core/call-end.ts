import type { TokenUsage } from './price.ts';

/** What was seen of an answer before it ended early. */
export interface Progress {
  /** Whether the request may have reached the upstream. */
  readonly sent: boolean;
  /** What the upstream had said about usage by then. */
  readonly usage: TokenUsage | undefined;
  /** UTF-8 bytes of text, reasoning and tool arguments that came out of the upstream. */
  readonly visibleBytes: number;
}

/** How a model call ended. */
export type CallEnd =
  /** `visibleBytes` as in Progress, where they were counted: of streams. */
  | {
      readonly kind: 'complete';
      readonly usage: TokenUsage | undefined;
      readonly visibleBytes?: number;
      /** A tool of the provider's ran, which isn't billed by tokens. */
      readonly ranTools?: boolean;
    }
  /** The upstream answered with an error before any output: it bills nothing. */
  | { readonly kind: 'refused'; readonly error: UpstreamError }
  | {
      readonly kind: 'failed';
      readonly reason: 'unreachable' | 'timeout' | 'broken';
      readonly message: string;
      /** What the upstream said of its failure within its answer; what it bills nobody knows. */
      readonly error?: UpstreamError;
      readonly progress: Progress;
    }
  | { readonly kind: 'cancelled'; readonly progress: Progress };

/** An upstream's error as the client may see it. */
export interface UpstreamError {
  readonly status: number;
  /** As the upstream sent it; `status` may be another one. */
  readonly upstreamStatus?: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  /** Seconds, as the upstream sent them. */
  readonly retryAfter: string | undefined;
}
