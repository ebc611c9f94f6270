import type { Json } from '../normal/dialect-codec.ts';
import type { BlockDelta } from '../normal/normal-answer.ts';
import type { ReasoningBlock } from '../normal/normal-request.ts';
import { itemIdOf } from './item-ids.ts';
import { keptIn } from './json.ts';
import { writeReasoning } from './write-reasoning.ts';
import { type ItemPlace, type WrittenItem, withStatus } from './written-item.ts';

/** Thoughts: a summary in parts, or the thoughts themselves. */
export class WrittenReasoning implements WrittenItem {
  readonly #place: ItemPlace;
  readonly #begun: ReasoningBlock;
  readonly #id: string;
  readonly #raw: boolean;
  readonly #parts: string[] = [];
  #signature: string | undefined;
  #encrypted: string | undefined;

  constructor(begun: ReasoningBlock, place: ItemPlace) {
    this.#place = place;
    this.#begun = begun;
    this.#id = begun.id ?? itemIdOf('reasoning', place.responseId, place.index);
    this.#raw = keptIn(begun)['raw'] === true;
    this.#signature = begun.signature;
    this.#encrypted = begun.encrypted;
  }

  begin(): void {
    const item = withStatus(this.#item([], {}), 'in_progress');
    this.#place.emit('response.output_item.added', { output_index: this.#place.index, item });
    for (const [part, text] of this.#begun.text.entries()) this.#more(part, text);
  }

  add(_block: number, delta: BlockDelta): void {
    if (delta.kind === 'reasoning') this.#more(delta.part, delta.text);
    else if (delta.kind === 'text') this.#more(0, delta.text);
    else if (delta.kind === 'signature') this.#signature = (this.#signature ?? '') + delta.signature;
    else if (delta.kind === 'encrypted') this.#encrypted = delta.encrypted;
  }

  end(): void {
    this.#endPart();
    this.#place.emit('response.output_item.done', { output_index: this.#place.index, item: this.whole() });
  }

  whole(): Json {
    const last = {
      ...(this.#signature === undefined ? {} : { signature: this.#signature }),
      ...(this.#encrypted === undefined ? {} : { encrypted: this.#encrypted }),
    };
    return withStatus(this.#item(this.#parts, last), 'completed');
  }

  #item(text: readonly string[], last: Pick<ReasoningBlock, 'signature' | 'encrypted'>): Json {
    const { origin, signature: _signature, encrypted: _encrypted, ...begun } = this.#begun;
    const { raw: _raw, ...kept } = keptIn(this.#begun);
    const rawParts = this.#raw ? { rawParts: text.length } : {};
    const own =
      origin?.dialect === 'responses' ? { origin: { dialect: 'responses' as const, value: { ...kept, ...rawParts } } } : {};
    return writeReasoning({ ...begun, ...own, ...last, text }, { id: this.#id });
  }

  #more(part: number, text: string): void {
    while (this.#parts.length <= part) this.#beginPart();
    // Parts come one after the other; what would come late of an earlier one belongs to the last.
    const last = this.#parts.length - 1;
    this.#parts[last] += text;
    if (text === '') return;
    const type = this.#raw ? 'response.reasoning_text.delta' : 'response.reasoning_summary_text.delta';
    this.#place.emit(type, { ...this.#at(last), delta: text });
  }

  #beginPart(): void {
    this.#endPart();
    this.#parts.push('');
    const type = this.#raw ? 'response.content_part.added' : 'response.reasoning_summary_part.added';
    this.#place.emit(type, { ...this.#at(this.#parts.length - 1), part: this.#part('') });
  }

  #endPart(): void {
    const last = this.#parts.length - 1;
    const text = this.#parts[last];
    if (text === undefined) return;
    const [textDone, partDone] = this.#raw
      ? ['response.reasoning_text.done', 'response.content_part.done']
      : ['response.reasoning_summary_text.done', 'response.reasoning_summary_part.done'];
    this.#place.emit(textDone, { ...this.#at(last), text });
    this.#place.emit(partDone, { ...this.#at(last), part: this.#part(text) });
  }

  #part = (text: string): Json => ({ type: this.#raw ? 'reasoning_text' : 'summary_text', text });

  #at = (part: number): Json => ({
    item_id: this.#id,
    output_index: this.#place.index,
    ...(this.#raw ? { content_index: part } : { summary_index: part }),
  });
}
