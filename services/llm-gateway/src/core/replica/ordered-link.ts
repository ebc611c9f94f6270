/**
 * One direction of a connection that may lose, delay, repeat and reorder messages: what comes out is what went in, in order, once.
 *
 * The sender keeps a message until it is acknowledged and sends it again; the receiver holds early ones back and drops what it had.
 * Pipes between processes of one machine need none of it; the rules of slices are proved over such a link all the same, since
 * nothing else about them depends on the machine.
 */
export interface Numbered<Message> {
  readonly number: number;
  readonly message: Message;
}

export class LinkSender<Message> {
  readonly #unacknowledged = new Map<number, Numbered<Message>>();
  #newest = 0;

  send(message: Message): Numbered<Message> {
    this.#newest += 1;
    const numbered = { number: this.#newest, message };
    this.#unacknowledged.set(numbered.number, numbered);
    return numbered;
  }

  /** Everything up to this number has come out. */
  acknowledged(upTo: number): void {
    for (const number of this.#unacknowledged.keys()) if (number <= upTo) this.#unacknowledged.delete(number);
  }

  /** What is to be sent again. */
  get pending(): Numbered<Message>[] {
    return [...this.#unacknowledged.values()];
  }
}

/** Early messages are held back, at most `heldMax` of them: one that comes still earlier is dropped, and sent again. */
export class LinkReceiver<Message> {
  readonly #held = new Map<number, Message>();
  readonly #heldMax: number;
  /** The number up to which everything came out. */
  received = 0;

  constructor(heldMax: number) {
    this.#heldMax = heldMax;
  }

  /** Messages that wait for an earlier one; never more than `heldMax`. */
  get heldBack(): number {
    return this.#held.size;
  }

  /** The messages that come out now, in order. */
  receive({ number, message }: Numbered<Message>): Message[] {
    if (number <= this.received || this.#held.has(number)) return [];
    if (number > this.received + this.#heldMax) return [];
    this.#held.set(number, message);
    const out: Message[] = [];
    while (this.#held.has(this.received + 1)) {
      this.received += 1;
      out.push(this.#held.get(this.received)!);
      this.#held.delete(this.received);
    }
    return out;
  }
}
