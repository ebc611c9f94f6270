import type { Json } from '../normal/dialect-codec.ts';
import { isObject } from '../normal/json-values.ts';
import type { BlockDelta } from '../normal/normal-answer.ts';
import type { OwnBlock } from '../normal/normal-request.ts';
import type { ItemPlace, WrittenItem } from './written-item.ts';

/** An item that only this API has: its events are those that came. */
export class WrittenOwn implements WrittenItem {
  readonly #place: ItemPlace;
  #item: Json;
  #done = false;

  constructor(begun: OwnBlock, place: ItemPlace) {
    this.#place = place;
    this.#item = begun.value;
  }

  begin(): void {
    this.#place.emit('response.output_item.added', { output_index: this.#place.index, item: this.#item });
  }

  add(_block: number, delta: BlockDelta): void {
    if (delta.kind !== 'own') return;
    const { type, sequence_number: _number, ...fields } = delta.value;
    if (typeof type !== 'string') return;
    if (type === 'response.output_item.done' && isObject(fields['item'])) {
      this.#item = fields['item'];
      this.#done = true;
    }
    this.#place.emit(type, { ...fields, output_index: this.#place.index });
  }

  end(): void {
    if (!this.#done) this.#place.emit('response.output_item.done', { output_index: this.#place.index, item: this.#item });
    this.#done = true;
  }

  whole(): Json {
    return this.#item;
  }
}
