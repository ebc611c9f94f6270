import { isObject } from '../normal/json-values.ts';
import { unwrapForeign } from './foreign-reasoning.ts';
import { originOf, restOf } from './json.ts';
import { type OpenItem, type ReadContext, Told } from './open-item.ts';
import { partsOf } from './parts-of.ts';

const READ = new Set(['type', 'id', 'summary', 'content', 'encrypted_content']);

/** Thoughts. The block begins with the first of what can be read, which tells whether it is a summary or the thoughts themselves. */
export class OpenReasoning implements OpenItem {
  readonly #context: ReadContext;
  readonly #item: Record<string, unknown>;
  readonly #parts = new Map<string, { readonly part: number; readonly told: Told }>();
  #block: number | undefined;

  constructor(item: Record<string, unknown>, context: ReadContext) {
    this.#context = context;
    this.#item = item;
  }

  read(type: string, event: Record<string, unknown>): void {
    const { summary_index: summary, content_index: content } = event;
    switch (type) {
      case 'response.reasoning_summary_part.added':
        return void this.#part('summary', summary);
      case 'response.reasoning_summary_text.delta':
        return this.#add('summary', summary, (told) => told.piece(event['delta']));
      case 'response.reasoning_summary_text.done':
        return this.#add('summary', summary, (told) => told.rest(event['text']));
      case 'response.reasoning_text.delta':
        return this.#add('content', content, (told) => told.piece(event['delta']));
      case 'response.reasoning_text.done':
        return this.#add('content', content, (told) => told.rest(event['text']));
      default:
        if (type === 'response.content_part.added' && isObject(event['part'])) this.#part('content', content);
    }
  }

  finish(item: Record<string, unknown> | undefined): void {
    for (const name of ['summary', 'content'] as const)
      for (const [index, part] of partsOf(item, name).entries()) this.#add(name, index, (told) => told.rest(part['text']));
    const block = this.#begun('summary', item);
    const encrypted = item?.['encrypted_content'] ?? this.#item['encrypted_content'];
    if (typeof encrypted === 'string') {
      const foreign = unwrapForeign(encrypted);
      if (foreign?.signature !== undefined) this.#context.delta(block, { kind: 'signature', signature: foreign.signature });
      const hidden = foreign ? foreign.encrypted : encrypted;
      if (hidden !== undefined) this.#context.delta(block, { kind: 'encrypted', encrypted: hidden });
    }
    this.#context.end(block);
  }

  #begun(kind: 'summary' | 'content', last?: Record<string, unknown>): number {
    if (this.#block !== undefined) return this.#block;
    const { id, encrypted_content: encrypted } = { ...this.#item, ...last };
    const foreign = typeof encrypted === 'string' && unwrapForeign(encrypted) !== undefined;
    this.#block = this.#context.begin({
      kind: 'reasoning',
      ...(foreign
        ? {}
        : originOf({ reasoning: true, ...restOf(this.#item, READ), ...(kind === 'content' ? { raw: true } : {}) })),
      text: [],
      ...(typeof id === 'string' && !foreign ? { id } : {}),
    });
    return this.#block;
  }

  #part(kind: 'summary' | 'content', index: unknown): { readonly block: number; readonly part: number; readonly told: Told } {
    const block = this.#begun(kind);
    const name = `${kind}${String(index)}`;
    let found = this.#parts.get(name);
    if (!found) {
      found = { part: this.#parts.size, told: new Told() };
      this.#parts.set(name, found);
      // An empty piece tells of a part of which nothing may follow.
      this.#context.delta(block, { kind: 'reasoning', text: '', part: found.part });
    }
    return { block, ...found };
  }

  #add(kind: 'summary' | 'content', index: unknown, take: (told: Told) => string): void {
    const { block, part, told } = this.#part(kind, index);
    const text = take(told);
    if (text !== '') this.#context.delta(block, { kind: 'reasoning', text, part });
  }
}
