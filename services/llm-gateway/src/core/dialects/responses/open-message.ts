import { isObject, listOf } from '../normal/json-values.ts';
import type { TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';
import { originOf, restOf, textOf } from './json.ts';
import { readLogprobs } from './logprobs.ts';
import { type OpenItem, type ReadContext, Told } from './open-item.ts';
import { partsOf } from './parts-of.ts';

const MESSAGE_READ = new Set(['content']);
const PART_READ = new Set(['type', 'text', 'refusal', 'annotations', 'logprobs']);
const PARTS_MAX = 1_024;

interface Part {
  readonly block: number;
  readonly told: Told;
  annotations: number;
  logprobs: number;
  ended: boolean;
}

/** A message; each part of its content is a block. */
export class OpenMessage implements OpenItem {
  readonly #context: ReadContext;
  readonly #item: Record<string, unknown>;
  readonly #kept: Readonly<Record<string, unknown>>;
  readonly #parts = new Map<number, Part>();

  constructor(item: Record<string, unknown>, context: ReadContext) {
    this.#context = context;
    this.#item = item;
    this.#kept = restOf(item, MESSAGE_READ);
  }

  read(type: string, event: Record<string, unknown>): void {
    const index = event['content_index'];
    if (!Number.isSafeInteger(index)) return;
    const place = index as number;
    switch (type) {
      case 'response.content_part.added':
        if (isObject(event['part'])) this.#part(place, event['part']);
        return;
      case 'response.output_text.delta':
        return this.#text(this.#part(place, TEXT), (told) => told.piece(event['delta']), readLogprobs(event['logprobs']));
      case 'response.output_text.done':
        return this.#text(this.#part(place, TEXT), (told) => told.rest(event['text']));
      case 'response.refusal.delta':
        return this.#text(this.#part(place, REFUSAL), (told) => told.piece(event['delta']));
      case 'response.refusal.done':
        return this.#text(this.#part(place, REFUSAL), (told) => told.rest(event['refusal']));
      case 'response.output_text.annotation.added':
        return this.#annotate(this.#part(place, TEXT), event['annotation']);
      case 'response.content_part.done':
        if (isObject(event['part'])) this.#end(place, event['part']);
    }
  }

  finish(item: Record<string, unknown> | undefined): void {
    for (const [index, part] of partsOf(item, 'content').entries()) this.#end(index, part);
    for (const part of this.#parts.values()) this.#close(part);
    if (this.#parts.size > 0) return;
    const value = item ?? this.#item;
    this.#context.end(this.#context.begin({ kind: 'own', dialect: 'responses', type: 'message', value }));
  }

  #part(index: number, value: Record<string, unknown>): Part {
    const known = this.#parts.get(index);
    if (known) return known;
    if (this.#parts.size >= PARTS_MAX) throw new Error(`a message of the upstream has more than ${PARTS_MAX} parts`);
    const part = { block: this.#context.begin(this.#begun(value)), told: new Told(), annotations: 0, logprobs: 0, ended: false };
    this.#parts.set(index, part);
    return part;
  }

  #begun(value: Record<string, unknown>): NormalBlock {
    const rest = restOf(value, PART_READ);
    const kept = { item: this.#kept, ...(Object.keys(rest).length > 0 ? { part: rest } : {}) };
    if (value['type'] === 'refusal') return { kind: 'refusal', ...originOf(kept), text: '' };
    if (value['type'] === 'output_text') return { kind: 'text', ...originOf(kept), text: '' };
    return { kind: 'own', ...originOf({ item: this.#kept }), dialect: 'responses', type: textOf(value['type']), value };
  }

  #text(part: Part, take: (told: Told) => string, logprobs: readonly TokenLogprob[] = []): void {
    if (part.ended) return;
    const text = take(part.told);
    if (text === '' && logprobs.length === 0) return;
    part.logprobs += logprobs.length;
    this.#context.delta(part.block, { kind: 'text', text, ...(logprobs.length > 0 ? { logprobs } : {}) });
  }

  #annotate(part: Part, value: unknown): void {
    part.annotations += 1;
    if (!part.ended) this.#context.delta(part.block, { kind: 'annotation', value });
  }

  #end(index: number, value: Record<string, unknown>): void {
    const part = this.#part(index, value);
    if (part.ended) return;
    this.#text(
      part,
      (told) => told.rest(value['text'] ?? value['refusal']),
      readLogprobs(value['logprobs']).slice(part.logprobs),
    );
    for (const note of listOf(value['annotations']).slice(part.annotations)) this.#annotate(part, note);
    this.#close(part);
  }

  #close(part: Part): void {
    if (!part.ended) this.#context.end(part.block);
    part.ended = true;
  }
}

const TEXT = { type: 'output_text' };
const REFUSAL = { type: 'refusal' };
