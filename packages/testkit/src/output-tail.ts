import type { Readable } from 'node:stream';

interface LineCount {
  readonly pattern: RegExp;
  count: number;
}

/** Keeps the newest part of what a process says, to show it when something fails; older text is dropped. */
export class OutputTail {
  readonly #charsMax: number;
  readonly #counts: LineCount[] = [];
  #text = '';

  /** @param charsMax how much is kept at the least; twice as much at the most. */
  constructor(charsMax = 256 * 1024) {
    this.#charsMax = charsMax;
  }

  get text(): string {
    return this.#text;
  }

  /** Counts lines that match, from those still kept on, however many are dropped later; returns what reads the count. */
  countLines(pattern: RegExp): () => number {
    const counted: LineCount = { pattern, count: this.#text.split('\n').filter((line) => pattern.test(line)).length };
    this.#counts.push(counted);
    return () => counted.count;
  }

  /** Reads a stream to its end; several may be read at once. */
  read(stream: Readable | null): void {
    let begun = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.#add(text);
      const lines = (begun + text).split('\n');
      begun = lines.pop()!;
      for (const counted of this.#counts) counted.count += lines.filter((line) => counted.pattern.test(line)).length;
    });
  }

  #add(text: string): void {
    this.#text += text;
    if (this.#text.length > 2 * this.#charsMax) this.#text = this.#text.slice(-this.#charsMax);
  }
}
