/**
 * When the hold of a stream is extended (setting `holdMode: extending`). A token is at least one byte, so the visible bytes of
 * an answer bound its tokens; what counts is how far the hold is ahead of them:
 *
 * | ahead by                              | what happens                                                                   |
 * |---------------------------------------|--------------------------------------------------------------------------------|
 * | the margin or more                    | nothing                                                                        |
 * | less, and the hold can grow           | it is extended to two margins ahead, never above the output asked for          |
 * | less, and an extension was refused    | the stream is ended: what comes until the upstream notices is within the margin |
 *
 * The margin is what comes within `lagMs` at twice the highest rate seen, and at least `marginTokensMin`.
 */
export interface ExtensionTerms {
  /** From the moment that the upstream makes a token to the moment that it has noticed that we left. */
  readonly lagMs: number;
  readonly marginTokensMin: number;
  /** The most output of all choices together, as asked of the upstream. */
  readonly outputTokensTotalMax: number;
}

const RATE_RESERVE = 2;
/** Rates are taken over at least so long: one read may bring many tokens at once. */
const RATE_WINDOW_MS = 100;

/** Follows one stream; holds a few numbers. */
export class HoldExtension {
  readonly #terms: ExtensionTerms;
  #heldTokens: number;
  #windowStartMs: number;
  #windowTokens = 0;
  #tokensPerMs = 0;

  constructor(terms: ExtensionTerms, startMs: number) {
    this.#terms = terms;
    this.#heldTokens = firstStretch(terms);
    this.#windowStartMs = startMs;
  }

  /** Tokens that the hold should cover from now on, or undefined where it is far enough ahead. */
  due(visibleBytes: number, nowMs: number): number | undefined {
    this.#watchRate(visibleBytes, nowMs);
    const { lagMs, marginTokensMin, outputTokensTotalMax } = this.#terms;
    if (this.#heldTokens >= outputTokensTotalMax) return undefined;
    const margin = Math.max(marginTokensMin, Math.ceil(this.#tokensPerMs * lagMs * RATE_RESERVE));
    if (this.#heldTokens - visibleBytes >= margin) return undefined;
    return Math.min(outputTokensTotalMax, visibleBytes + 2 * margin);
  }

  /** Tells that the hold covers so many tokens now. */
  extended(tokens: number): void {
    this.#heldTokens = tokens;
  }

  #watchRate(visibleBytes: number, nowMs: number): void {
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs < RATE_WINDOW_MS) {
      // A burst within the window counts as if it took the whole of it.
      this.#tokensPerMs = Math.max(this.#tokensPerMs, (visibleBytes - this.#windowTokens) / RATE_WINDOW_MS);
      return;
    }
    this.#tokensPerMs = Math.max(this.#tokensPerMs, (visibleBytes - this.#windowTokens) / elapsedMs);
    this.#windowStartMs = nowMs;
    this.#windowTokens = visibleBytes;
  }
}

/** Output that is held before anything came. */
export const firstStretch = (terms: ExtensionTerms): number => Math.min(terms.outputTokensTotalMax, 2 * terms.marginTokensMin);
