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

/** The output items of a stream that is being written. Texts that follow each other share a message, as in a whole answer. */
export class WrittenItems {
  readonly omitted = new Set<string>();
  readonly blocks: NormalBlock[] = [];
  readonly #responseId: string;
  readonly #emit: Emit;
  readonly #items: WrittenItem[] = [];
  readonly #byBlock = new Map<number, WrittenItem>();
  #message: WrittenMessage | undefined;

  constructor(responseId: string, emit: Emit) {
    this.#responseId = responseId;
    this.#emit = emit;
  }

  begin(block: number, begun: NormalBlock): void {
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
