import type { Json } from '../normal/dialect-codec.ts';
import type { BlockDelta } from '../normal/normal-answer.ts';
import type { ToolCallBlock } from '../normal/normal-request.ts';
import { itemIdOf } from './item-ids.ts';
import { writeCall } from './write-call.ts';
import { type ItemPlace, type WrittenItem, withStatus } from './written-item.ts';

/** A call of a function or a custom tool. */
export class WrittenCall implements WrittenItem {
  readonly #place: ItemPlace;
  readonly #begun: ToolCallBlock;
  readonly #made: Json;
  readonly #id: unknown;
  #input = '';

  constructor(begun: ToolCallBlock, place: ItemPlace) {
    this.#place = place;
    this.#begun = begun;
    const id = itemIdOf(begun.custom ? 'custom' : 'call', place.responseId, place.index);
    this.#made = begun.origin?.dialect === 'responses' ? {} : { id, status: 'completed' };
    this.#id = writeCall(begun, this.#made)['id'];
  }

  begin(): void {
    const item = withStatus(writeCall({ ...this.#begun, input: '' }, this.#made), 'in_progress');
    this.#place.emit('response.output_item.added', { output_index: this.#place.index, item });
    this.#more(this.#begun.input);
  }

  add(_block: number, delta: BlockDelta): void {
    if (delta.kind === 'input') this.#more(delta.json);
  }

  end(): void {
    const item = this.whole();
    const { emit, index } = this.#place;
    const at = { item_id: this.#id, output_index: index };
    if (this.#begun.custom) emit('response.custom_tool_call_input.done', { ...at, input: this.#input });
    else emit('response.function_call_arguments.done', { ...at, name: this.#begun.name, arguments: this.#input });
    emit('response.output_item.done', { output_index: index, item });
  }

  whole(): Json {
    return withStatus(writeCall({ ...this.#begun, input: this.#input }, this.#made), 'completed');
  }

  #more(delta: string): void {
    if (delta === '') return;
    this.#input += delta;
    const type = this.#begun.custom ? 'response.custom_tool_call_input.delta' : 'response.function_call_arguments.delta';
    this.#place.emit(type, { item_id: this.#id, output_index: this.#place.index, delta });
  }
}
