import type { WorkContext } from '@panal/kernel/runtime';
import type { Lease } from '../core/ledger/index.ts';
import type { LeaveSignal } from '../shell/leave-signal.ts';

export type HeaderValue = string | string[] | undefined;

export type BodyOutcome =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** Nothing came for `bodyIdleMs`; the connection closes after the answer. */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'gone' };

/** What a model route needs of a request, whichever server read it. */
export interface ModelRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** Reads a body of at most `bytesMax`. Of a longer one nothing is kept: the rest is thrown away as it comes. */
  readBody(bytesMax: number): Promise<BodyOutcome>;
}

/** What a model route needs of an answer; `ServerResponse` has this shape. */
export interface ModelReply {
  readonly headersSent: boolean;
  /** The client is gone. */
  readonly destroyed: boolean;
  /** Everything was handed to the system. */
  readonly writableFinished: boolean;
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  /** Returns false while the client reads slowly, until `drain`. */
  write(bytes: Uint8Array | string): boolean;
  end(bytes?: Uint8Array | string): unknown;
  destroy(): unknown;
  on(event: 'drain' | 'close', listener: () => void): unknown;
}

/** An authenticated request on its way through the pipeline (serve-model-request.ts). */
export interface ModelExchange {
  readonly requestId: string;
  readonly request: ModelRequest;
  readonly reply: ModelReply;
  readonly lease: Readonly<Lease>;
  /** Trace and ids for what is logged about it. */
  readonly work: WorkContext;
  /** When it arrived, by performance.now(). */
  readonly arrivedMs: number;
  /** Aborted when the client leaves before the end. */
  readonly left: LeaveSignal;
  /** What steps add to the headers of the answer, or of a refusal. */
  readonly headers: Record<string, string>;
  /** Called once when the reply is over, however it ended. */
  readonly onOver: (() => void)[];
}
