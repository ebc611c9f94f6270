import { type ExtensionTerms, HoldExtension } from '../core/hold-extension.ts';
import type { LedgerRefusal } from '../core/ledger/index.ts';
import { worstCaseOf } from '../core/price.ts';
import type { AdmittedCall } from './model-call.ts';

/** Sets more aside for a request under way, at once; returns why not. */
export type ExtendHold = (requestId: string, amountNanoUsd: number) => LedgerRefusal | 'disk-full' | undefined;

/** Keeps the hold of a stream ahead of what comes of it (core/hold-extension.ts). */
export class GrowingHold {
  readonly #call: AdmittedCall;
  readonly #extend: ExtendHold;
  readonly #extension: HoldExtension;

  constructor(call: AdmittedCall, terms: ExtensionTerms, extend: ExtendHold) {
    this.#call = call;
    this.#extend = extend;
    this.#extension = new HoldExtension(terms, performance.now());
  }

  /** To be called with all that came whenever something did; returns why the stream must end, if it must. */
  follow(visibleBytes: number): LedgerRefusal | 'disk-full' | undefined {
    const tokens = this.#extension.due(visibleBytes, performance.now());
    if (tokens === undefined) return undefined;
    const { price, bounds, requestId } = this.#call;
    const amountNanoUsd = worstCaseOf(price, { ...bounds, outputTokensMax: tokens });
    const refusal = this.#extend(requestId, amountNanoUsd);
    if (refusal) return refusal;
    this.#call.holdNanoUsd = amountNanoUsd;
    this.#extension.extended(tokens);
    return undefined;
  }
}
