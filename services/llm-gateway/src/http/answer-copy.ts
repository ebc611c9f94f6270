/** A copy of an answer on its way to the client; one that grows above the bound is let go. */
export class AnswerCopy {
  readonly #bytesMax: number;
  #parts: Uint8Array[] | undefined = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) this.#parts = undefined;
    // The upstream's buffer may be a slice of a larger one that is used again.
    this.#parts?.push(Uint8Array.from(bytes));
  }

  /** Undefined where there is none, or it was too long. */
  get body(): Uint8Array | undefined {
    return this.#parts && this.#bytes > 0 ? Buffer.concat(this.#parts) : undefined;
  }
}
