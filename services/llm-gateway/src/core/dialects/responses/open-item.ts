import type { BlockDelta } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';

/** Where an item that is being read puts the events of its blocks. */
export interface ReadContext {
  /** Returns the block's number. */
  begin(begun: NormalBlock): number;
  delta(block: number, delta: BlockDelta): void;
  end(block: number): void;
}

/** An output item of which more may come. */
export interface OpenItem {
  read(type: string, event: Record<string, unknown>): void;
  /** With the whole item where the upstream told it: what had not come in pieces is told now. */
  finish(item: Record<string, unknown> | undefined): void;
}

/** Counts the text that came, so that a whole told later adds only what is missing. */
export class Told {
  #length = 0;

  piece(text: unknown): string {
    const piece = typeof text === 'string' ? text : '';
    this.#length += piece.length;
    return piece;
  }

  /** What of the whole had not come. */
  rest(whole: unknown): string {
    if (typeof whole !== 'string' || whole.length <= this.#length) return '';
    return this.piece(whole.slice(this.#length));
  }
}
