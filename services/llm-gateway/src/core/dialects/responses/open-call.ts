import { originOf, restOf } from './json.ts';
import { type OpenItem, type ReadContext, Told } from './open-item.ts';

const READ = new Set(['type', 'call_id', 'name', 'arguments', 'input']);

/** A call of a function or a custom tool. */
export class OpenCall implements OpenItem {
  readonly #context: ReadContext;
  readonly #block: number;
  readonly #field: 'arguments' | 'input';
  readonly #told = new Told();

  constructor(item: Record<string, unknown>, context: ReadContext) {
    const { call_id: callId, id: itemId, name } = item;
    const id = callId ?? itemId;
    if (typeof id !== 'string' || typeof name !== 'string') throw new Error('a call of the upstream lacks its id or name');
    const custom = item['type'] === 'custom_tool_call';
    this.#context = context;
    this.#field = custom ? 'input' : 'arguments';
    this.#block = context.begin({
      kind: 'tool-call',
      ...originOf({ status: 'in_progress', ...restOf(item, READ) }),
      id,
      name,
      input: '',
      ...(custom ? { custom: true as const } : {}),
    });
  }

  read(type: string, event: Record<string, unknown>): void {
    if (type === 'response.function_call_arguments.delta' || type === 'response.custom_tool_call_input.delta')
      this.#add(this.#told.piece(event['delta']));
    else if (type === 'response.function_call_arguments.done' || type === 'response.custom_tool_call_input.done')
      this.#add(this.#told.rest(event[this.#field]));
  }

  finish(item: Record<string, unknown> | undefined): void {
    this.#add(this.#told.rest(item?.[this.#field]));
    this.#context.end(this.#block);
  }

  #add(json: string): void {
    if (json !== '') this.#context.delta(this.#block, { kind: 'input', json });
  }
}
