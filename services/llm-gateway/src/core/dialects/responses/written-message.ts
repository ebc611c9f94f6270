import type { Json } from '../normal/dialect-codec.ts';
import type { BlockDelta, TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';
import { itemIdOf } from './item-ids.ts';
import { keptIn } from './json.ts';
import { writeLogprobs } from './logprobs.ts';
import { type ItemPlace, type WrittenItem, withStatus } from './written-item.ts';

interface Part {
  readonly begun: NormalBlock;
  readonly index: number;
  text: string;
  readonly logprobs: TokenLogprob[];
  readonly annotations: unknown[];
}

/** A message, whose parts are blocks. It ends when it is closed and its last part has ended. */
export class WrittenMessage implements WrittenItem {
  readonly #place: ItemPlace;
  readonly #shared: unknown;
  readonly #item: Json;
  readonly #parts: Part[] = [];
  readonly #open = new Map<number, Part>();
  #closed = false;

  constructor(shared: unknown, place: ItemPlace) {
    this.#place = place;
    this.#shared = shared;
    this.#item = (shared as Json | undefined) ?? {
      id: itemIdOf('message', place.responseId, place.index),
      type: 'message',
      status: 'completed',
      role: 'assistant',
    };
    const item = { ...withStatus(this.#item, 'in_progress'), content: [] };
    place.emit('response.output_item.added', { output_index: place.index, item });
  }

  /** Whether a part of the item `shared` (or of none) belongs to this message. */
  takes = (shared: unknown): boolean => !this.#closed && this.#shared === shared;

  begin(block: number, begun: NormalBlock): void {
    const part: Part = { begun, index: this.#parts.length, text: '', logprobs: [], annotations: [] };
    this.#parts.push(part);
    this.#open.set(block, part);
    this.#place.emit('response.content_part.added', { ...this.#at(part), part: wholePart(part) });
    if (begun.kind === 'text' || begun.kind === 'refusal') this.#more(part, begun.text, []);
  }

  add(block: number, delta: BlockDelta): void {
    const part = this.#open.get(block);
    if (!part) return;
    if (delta.kind === 'text') this.#more(part, delta.text, delta.logprobs ?? []);
    else if (delta.kind === 'annotation' && part.begun.kind === 'text') {
      const note = { annotation: delta.value, annotation_index: part.annotations.length };
      part.annotations.push(delta.value);
      this.#place.emit('response.output_text.annotation.added', { ...this.#at(part), ...note });
    }
  }

  end(block: number): void {
    const part = this.#open.get(block);
    if (!part) return;
    this.#open.delete(block);
    const whole = wholePart(part);
    if (part.begun.kind === 'refusal') this.#place.emit('response.refusal.done', { ...this.#at(part), refusal: part.text });
    else if (part.begun.kind === 'text')
      this.#place.emit('response.output_text.done', { ...this.#at(part), text: part.text, logprobs: whole['logprobs'] });
    this.#place.emit('response.content_part.done', { ...this.#at(part), part: whole });
    this.#endIfOver();
  }

  /** No more parts come. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#endIfOver();
  }

  whole(): Json {
    return { ...withStatus(this.#item, 'completed'), content: this.#parts.map(wholePart) };
  }

  #endIfOver(): void {
    if (!this.#closed || this.#open.size > 0) return;
    this.#place.emit('response.output_item.done', { output_index: this.#place.index, item: this.whole() });
  }

  #more(part: Part, text: string, logprobs: readonly TokenLogprob[]): void {
    if (text === '' && logprobs.length === 0) return;
    part.text += text;
    part.logprobs.push(...logprobs);
    if (part.begun.kind === 'refusal') this.#place.emit('response.refusal.delta', { ...this.#at(part), delta: text });
    else this.#place.emit('response.output_text.delta', { ...this.#at(part), delta: text, logprobs: writeLogprobs(logprobs) });
  }

  #at = (part: Part): Json => ({
    item_id: this.#item['id'],
    output_index: this.#place.index,
    content_index: part.index,
  });
}

function wholePart(part: Part): Json {
  const { begun } = part;
  if (begun.kind === 'own') return begun.value;
  const rest = keptIn(begun)['part'] as Json | undefined;
  if (begun.kind === 'refusal') return { type: 'refusal', refusal: part.text, ...rest };
  return {
    type: 'output_text',
    text: part.text,
    annotations: [...part.annotations],
    logprobs: writeLogprobs(part.logprobs),
    ...rest,
  };
}
