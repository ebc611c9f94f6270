import { isObject } from '../normal/json-values.ts';
import type { AnswerEvent, BlockDelta } from '../normal/normal-answer.ts';
import { OpenCall } from './open-call.ts';
import type { OpenItem, ReadContext } from './open-item.ts';
import { OpenMessage } from './open-message.ts';
import { OpenOwn } from './open-own.ts';
import { OpenReasoning } from './open-reasoning.ts';

/** Far above any answer's items; a stream with more of them is no answer. */
export const ITEMS_MAX = 4_096;

/** The output items of a stream, by their index; each turns its events into those of blocks. */
export class OpenItems {
  sawCall = false;
  readonly #items = new Map<number, OpenItem | undefined>();
  readonly #placeById = new Map<string, number>();
  #nextBlock = 0;
  #out: AnswerEvent[] = [];
  readonly #context: ReadContext = {
    begin: (begun) => {
      const block = this.#nextBlock++;
      this.#out.push({ kind: 'block', choice: 0, block, begun });
      if (begun.kind === 'tool-call') this.sawCall = true;
      return block;
    },
    delta: (block, delta: BlockDelta) => void this.#out.push({ kind: 'delta', choice: 0, block, delta }),
    end: (block) => void this.#out.push({ kind: 'block-end', choice: 0, block }),
  };

  /** What an event of an item says; nothing where the item is over or the event is of none. */
  read(type: string, event: Record<string, unknown>): readonly AnswerEvent[] {
    const index = event['output_index'];
    if (!Number.isSafeInteger(index)) return [];
    const place = index as number;
    if (type === 'response.output_item.added') this.#add(place, event['item']);
    else if (type === 'response.output_item.done') this.#close(place, event['item']);
    else this.#items.get(place)?.read(type, event);
    return this.#taken();
  }

  /** Ends what is open; items that came with the last event alone are told whole. */
  finish(output: readonly unknown[]): readonly AnswerEvent[] {
    for (const [index, item] of output.entries()) {
      if (isObject(item)) this.#close(this.#placeOf(item) ?? this.#freePlace(index, item), item);
    }
    for (const index of this.#items.keys()) this.#close(index, undefined);
    return this.#taken();
  }

  /** An item that begins twice is told once; another one in its place ends it, and takes the place. */
  #add(index: number, item: unknown): void {
    if (!isObject(item)) return;
    const id = item['id'];
    const isSame = typeof id === 'string' ? this.#placeById.get(id) === index : this.#items.get(index) !== undefined;
    if (this.#items.has(index) && isSame) return;
    if (this.#items.has(index)) this.#moveAway(index);
    this.#open(index, item);
  }

  /** Ends an item, and keeps under a place of its own that it was told. */
  #moveAway(index: number): void {
    this.#close(index, undefined);
    const free = this.#highest() + 1;
    for (const [id, place] of this.#placeById) if (place === index) this.#placeById.set(id, free);
    this.#items.set(free, undefined);
    this.#items.delete(index);
  }

  #highest(): number {
    let highest = -1;
    for (const index of this.#items.keys()) highest = Math.max(highest, index);
    return highest;
  }

  /** Where an item stood in the stream, by its id: the last event may leave others out. */
  #placeOf(item: Record<string, unknown>): number | undefined {
    return typeof item['id'] === 'string' ? this.#placeById.get(item['id']) : undefined;
  }

  /** An item with an id that the stream didn't tell is a further one; without an id it is the one in its place. */
  #freePlace(index: number, item: Record<string, unknown>): number {
    const isNew = typeof item['id'] === 'string' && this.#items.has(index);
    return isNew ? this.#highest() + 1 : index;
  }

  #open(index: number, item: unknown): OpenItem {
    if (!isObject(item) || typeof item['type'] !== 'string') throw new Error('an output item of the upstream has no type');
    if (this.#items.size >= ITEMS_MAX) throw new Error(`the upstream sent more than ${ITEMS_MAX} output items`);
    const open = openItem(item, item['type'], this.#context);
    this.#items.set(index, open);
    if (typeof item['id'] === 'string') this.#placeById.set(item['id'], index);
    return open;
  }

  #close(index: number, item: unknown): void {
    if (this.#items.has(index) && !this.#items.get(index)) return;
    const open = this.#items.get(index) ?? this.#open(index, item);
    open.finish(isObject(item) ? item : undefined);
    this.#items.set(index, undefined);
  }

  #taken(): readonly AnswerEvent[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}

function openItem(item: Record<string, unknown>, type: string, context: ReadContext): OpenItem {
  switch (type) {
    case 'message':
      return new OpenMessage(item, context);
    case 'function_call':
    case 'custom_tool_call':
      return new OpenCall(item, context);
    case 'reasoning':
      return new OpenReasoning(item, context);
    default:
      return new OpenOwn(item, type, context);
  }
}
