import type { Json } from '../normal/dialect-codec.ts';
import type { BlockDelta } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';
import { isCitation } from '../normal/omitted.ts';
import { keptIn } from './json.ts';
import type { Emit, WrittenItem } from './written-item.ts';
import { WrittenCall } from './written-call.ts';
import { WrittenMessage } from './written-message.ts';
import { WrittenOwn } from './written-own.ts';
import { WrittenReasoning } from './written-reasoning.ts';

/** What is kept of an answer at most; beyond, it is a broken one. */
export const KEPT_CHARS_MAX = 16_777_216;
/** What an item takes besides its text, and a piece of a text, and what is said of a token. */
const ITEM_CHARS = 1_024;
const PIECE_CHARS = 32;
const LOGPROB_CHARS = 256;

/** The output items of a stream that is being written. Texts that follow each other share a message, as in a whole answer. */
export class WrittenItems {
  readonly omitted = new Set<string>();
  readonly blocks: NormalBlock[] = [];
  readonly #responseId: string;
  readonly #emit: Emit;
  readonly #items: WrittenItem[] = [];
  #keptChars = 0;
  readonly #byBlock = new Map<number, WrittenItem>();
  #message: WrittenMessage | undefined;

  constructor(responseId: string, emit: Emit) {
    this.#responseId = responseId;
    this.#emit = emit;
  }

  begin(block: number, begun: NormalBlock): void {
    this.#keep(ITEM_CHARS + JSON.stringify(begun).length);
    this.blocks.push(begun);
    const shared = keptIn(begun)['item'];
    const isPart = begun.kind === 'text' || begun.kind === 'refusal' || (begun.kind === 'own' && shared !== undefined);
    if (isPart) {
      if (!this.#message?.takes(shared)) {
        this.#message?.close();
        this.#message = this.#kept(new WrittenMessage(shared, this.#place()));
      }
      this.#byBlock.set(block, this.#message);
      return this.#message.begin(block, begun);
    }
    const item = this.#item(begun);
    if (!item) return;
    this.#message?.close();
    this.#message = undefined;
    this.#byBlock.set(block, this.#kept(item));
    item.begin(block, begun);
  }

  add(block: number, delta: BlockDelta): void {
    this.#keep(charsOf(delta));
    if (delta.kind === 'annotation' && isCitation(delta.value)) this.omitted.add('citations');
    else this.#byBlock.get(block)?.add(block, delta);
  }

  end(block: number): void {
    this.#byBlock.get(block)?.end(block);
    this.#byBlock.delete(block);
  }

  /** Ends what is open; the items whole. */
  finish(): readonly Json[] {
    for (const block of this.#byBlock.keys()) this.end(block);
    this.#message?.close();
    this.#message = undefined;
    return this.#items.map((item) => item.whole());
  }

  /** The last events repeat everything, so that all of it is in memory until then. */
  #keep(chars: number): void {
    this.#keptChars += chars;
    if (this.#keptChars > KEPT_CHARS_MAX)
      throw new Error('the answer is larger than the 16 MiB that are kept of a translated one');
  }

  #item(begun: NormalBlock): WrittenItem | undefined {
    if (begun.kind === 'tool-call') return new WrittenCall(begun, this.#place());
    if (begun.kind === 'reasoning') return new WrittenReasoning(begun, this.#place());
    if (begun.kind === 'own' && begun.dialect === 'responses') return new WrittenOwn(begun, this.#place());
    if (begun.kind === 'own') this.omitted.add(begun.type);
    return undefined;
  }

  #kept<Item extends WrittenItem>(item: Item): Item {
    this.#items.push(item);
    return item;
  }

  #place(): { readonly responseId: string; readonly index: number; readonly emit: Emit } {
    return { responseId: this.#responseId, index: this.#items.length, emit: this.#emit };
  }
}

function charsOf(delta: BlockDelta): number {
  if (delta.kind === 'text') {
    const logprobs = (delta.logprobs ?? []).reduce((sum, { top }) => sum + LOGPROB_CHARS * (1 + (top?.length ?? 0)), 0);
    return PIECE_CHARS + delta.text.length + logprobs;
  }
  if (delta.kind === 'reasoning') return PIECE_CHARS + delta.text.length;
  if (delta.kind === 'input') return PIECE_CHARS + delta.json.length;
  return PIECE_CHARS + JSON.stringify(delta).length;
}
