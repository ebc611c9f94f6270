import type { Readable } from 'node:stream';

/** Keeps the newest part of what a process says, to show it when something fails; older text is dropped. */
export class OutputTail {
  readonly #charsMax: number;
  #text = '';

  /** @param charsMax how much is kept at the least; twice as much at the most. */
  constructor(charsMax = 256 * 1024) {
    this.#charsMax = charsMax;
  }

  get text(): string {
    return this.#text;
  }

  /** Reads a stream to its end; several may be read at once. */
  read(stream: Readable | null): void {
    stream?.setEncoding('utf8').on('data', (text: string) => this.#add(text));
  }

  #add(text: string): void {
    this.#text += text;
    if (this.#text.length > 2 * this.#charsMax) this.#text = this.#text.slice(-this.#charsMax);
  }
}
