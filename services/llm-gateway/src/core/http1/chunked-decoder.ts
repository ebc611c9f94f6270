/**
 * Takes the chunked transfer encoding off a body, wherever the reads begin and end. Source: RFC 9112, section 7.1.
 *
 * | state    | waits for                                      | then                                   |
 * |----------|------------------------------------------------|----------------------------------------|
 * | size     | hexadecimal digits, an extension, CRLF         | data; trailer after a size of 0        |
 * | data     | that many bytes                                | data-end                               |
 * | data-end | CRLF                                           | size                                   |
 * | trailer  | lines up to an empty one; they are thrown away | done                                   |
 * | done     | nothing: what follows is not of this body      |                                        |
 */
type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done';

const CR = 13;
const LF = 10;
/** Of a size line with its extensions, and of all trailers together. */
const LINE_BYTES_MAX = 4_096;
const TRAILER_BYTES_MAX = 16_384;
const SIZE_LINE = /^([0-9a-fA-F]{1,12})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;

const PLAIN_DIGITS_MAX = 6;

/** The value of a hexadecimal digit, 0-9 or a-f; -1 for all else. */
function digitOf(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

export class ChunkedDecoder {
  #state: State = 'size';
  #left = 0;
  #line = '';
  #trailerBytes = 0;

  get done(): boolean {
    return this.#state === 'done';
  }

  /** Calls `take` for each piece of the body, in order; returns how many bytes were used. Throws for what is no chunked body. */
  push(bytes: Buffer, take: (piece: Buffer) => void): number {
    let at = 0;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left);
        take(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#state = 'data-end';
      } else if (this.#state === 'data-end' && this.#line === '' && bytes[at] === CR && bytes[at + 1] === LF) {
        this.#state = 'size';
        at += 2;
      } else at = this.#beginPlainChunk(bytes, at) ?? this.#readLine(bytes, at);
    }
    return at;
  }

  /** A size line that is whole and has nothing but lower-case digits, as nearly all are; returns where its chunk begins. */
  #beginPlainChunk(bytes: Buffer, from: number): number | undefined {
    if (this.#state !== 'size' || this.#line !== '') return undefined;
    let size = 0;
    let at = from;
    for (let digit = digitOf(bytes[at]); digit >= 0; digit = digitOf(bytes[at])) {
      size = size * 16 + digit;
      at += 1;
    }
    if (at === from || at - from > PLAIN_DIGITS_MAX || size === 0 || bytes[at] !== CR || bytes[at + 1] !== LF) return undefined;
    this.#left = size;
    this.#state = 'data';
    return at + 2;
  }

  /** Reads up to the next LF, or keeps what there is of the line. */
  #readLine(bytes: Buffer, from: number): number {
    const lf = bytes.indexOf(LF, from);
    const end = lf < 0 ? bytes.length : lf;
    const line = this.#line + bytes.toString('latin1', from, end);
    if (line.length > LINE_BYTES_MAX) throw new Error('a line of the chunked body is too long');
    if (lf < 0) {
      this.#line = line;
      return end;
    }
    if (line.charCodeAt(line.length - 1) !== CR) throw new Error('a line of the chunked body does not end with CRLF');
    this.#line = '';
    this.#endLine(line.slice(0, -1));
    return end + 1;
  }

  #endLine(line: string): void {
    if (this.#state === 'size') this.#beginChunk(line);
    else if (this.#state === 'data-end') {
      if (line !== '') throw new Error('a chunk is longer than its size says');
      this.#state = 'size';
    } else if (line === '') this.#state = 'done';
    else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > TRAILER_BYTES_MAX) throw new Error('the trailers of the chunked body are too long');
    }
  }

  #beginChunk(line: string): void {
    const size = SIZE_LINE.exec(line);
    if (!size) throw new Error('the size of a chunk is no number');
    this.#left = Number.parseInt(size[1]!, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'data';
  }
}
