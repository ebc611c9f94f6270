import type { OpenItem, ReadContext } from './open-item.ts';

/** An item that only this API has: its events are carried as they are. */
export class OpenOwn implements OpenItem {
  readonly #context: ReadContext;
  readonly #block: number;

  constructor(item: Record<string, unknown>, type: string, context: ReadContext) {
    this.#context = context;
    this.#block = context.begin({ kind: 'own', dialect: 'responses', type, value: item });
  }

  read(type: string, event: Record<string, unknown>): void {
    this.#context.delta(this.#block, { kind: 'own', value: { ...event, type } });
  }

  finish(item: Record<string, unknown> | undefined): void {
    if (item) this.#context.delta(this.#block, { kind: 'own', value: { type: 'response.output_item.done', item } });
    this.#context.end(this.#block);
  }
}
