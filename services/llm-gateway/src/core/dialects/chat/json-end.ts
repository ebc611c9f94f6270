/** Follows JSON text in pieces and knows when the value that began has ended; keeps nothing of the text. */
export class JsonEnd {
  #depth = 0;
  #begun = false;
  #inText = false;
  #escaped = false;

  /** Whether an object or list has begun and ended. */
  get isWhole(): boolean {
    return this.#begun && this.#depth === 0;
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at++) this.#step(text.charCodeAt(at));
  }

  #step(code: number): void {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (code === 0x5c) this.#escaped = true;
      else if (code === 0x22) this.#inText = false;
    } else if (code === 0x22) this.#inText = true;
    else if (code === 0x7b || code === 0x5b) {
      this.#begun = true;
      this.#depth++;
    } else if (code === 0x7d || code === 0x5d) this.#depth--;
  }
}
