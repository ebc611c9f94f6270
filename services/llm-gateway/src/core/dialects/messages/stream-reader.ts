import type { AnswerReader } from '../normal/dialect-codec.ts';
import { type JsonObject, isGiven, isObject, stringOr } from '../normal/json-values.ts';
import type { AnswerEvent, BlockDelta } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';
import { explanationOf, originOf, readAnswerBlock } from './read-answer.ts';
import { readStop } from './stop-reason.ts';
import { StreamUsage } from './usage.ts';

/** Blocks that may be open at once; more is no answer of a model. */
export const OPEN_BLOCKS_MAX = 1_024;
const ENVELOPE = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence']);
const DELTA = new Set(['stop_reason', 'stop_sequence']);
const EVENT = new Set(['type', 'delta', 'usage']);

interface Open {
  readonly kind: NormalBlock['kind'];
  isFilled: boolean;
}

/**
 * Reads a stream of Anthropic's Messages API: message_start, then blocks (start, deltas, stop), message_delta with the stop reason
 * and usage, message_stop. Source: Anthropic API reference, "Streaming Messages".
 */
export class MessagesReader implements AnswerReader {
  over = false;
  readonly #open = new Map<number, Open>();
  readonly #usage = new StreamUsage();
  #begun = false;
  #stopped = false;
  #blocks = 0;

  read(_event: string, data: string): readonly AnswerEvent[] {
    if (this.over) return [];
    const value: unknown = JSON.parse(data);
    if (!isObject(value)) throw new Error('an event of the upstream is no object');
    switch (value['type']) {
      case 'message_start':
        return this.#start(value['message']);
      case 'content_block_start':
        return this.#startBlock(value);
      case 'content_block_delta':
        return this.#fill(value);
      case 'content_block_stop':
        return this.#endBlock(this.#indexOf(value));
      case 'message_delta':
        return this.#stop(value);
      case 'message_stop':
        return this.#end();
      case 'error':
        return [failureOf(value['error'])];
      default:
        return [];
    }
  }

  #start(message: unknown): readonly AnswerEvent[] {
    if (!isObject(message)) throw new Error('message_start holds no message');
    if (this.#begun) throw new Error('the stream begins twice');
    this.#begun = true;
    const begun = this.#usage.begin(message);
    const usage = begun ? { usage: begun } : {};
    const origin = originOf(message, ENVELOPE);
    return [{ kind: 'begin', ...origin, id: stringOr(message['id'], ''), model: stringOr(message['model'], ''), ...usage }];
  }

  #startBlock(value: JsonObject): readonly AnswerEvent[] {
    const block = Number(value['index']);
    const content = value['content_block'];
    if (!this.#begun || !Number.isSafeInteger(block) || block < 0 || !isObject(content))
      throw new Error('a block begins that is none');
    if (this.#open.has(block)) throw new Error('a block begins twice');
    if (this.#open.size >= OPEN_BLOCKS_MAX) throw new Error(`more than ${OPEN_BLOCKS_MAX} blocks are open at once`);
    const { begun, filling } = emptied(readAnswerBlock(content));
    this.#open.set(block, { kind: begun.kind, isFilled: filling.length > 0 });
    this.#blocks = Math.max(this.#blocks, block + 1);
    return [
      { kind: 'block', choice: 0, block, begun },
      ...filling.map((delta) => ({ kind: 'delta', choice: 0, block, delta }) as const),
    ];
  }

  #indexOf(value: JsonObject): number {
    const index = value['index'];
    if (typeof index !== 'number' || !this.#open.has(index)) throw new Error('an event of a block that is not open');
    return index;
  }

  #fill(value: JsonObject): readonly AnswerEvent[] {
    const block = this.#indexOf(value);
    const delta = isObject(value['delta']) ? readDelta(value['delta'], this.#open.get(block)!) : undefined;
    return delta ? [{ kind: 'delta', choice: 0, block, delta }] : [];
  }

  #endBlock(block: number): readonly AnswerEvent[] {
    const open = this.#open.get(block)!;
    this.#open.delete(block);
    const end: AnswerEvent = { kind: 'block-end', choice: 0, block };
    // A call without arguments is streamed as no text at all, and means an empty object.
    if (open.kind !== 'tool-call' || open.isFilled) return [end];
    return [{ kind: 'delta', choice: 0, block, delta: { kind: 'input', json: '{}' } }, end];
  }

  #stop(value: JsonObject): readonly AnswerEvent[] {
    if (!this.#begun) throw new Error('the stream stops before it begins');
    const delta = isObject(value['delta']) ? value['delta'] : {};
    const usage = this.#usage.count(value['usage']);
    const events: AnswerEvent[] = [];
    if (isGiven(delta['stop_reason']) && !this.#stopped) {
      this.#stopped = true;
      events.push(...this.#endOpen(), ...this.#refusal(explanationOf(delta['stop_details'])));
      const own = { ...originOf(delta, DELTA).origin?.value };
      const origin = { dialect: 'messages', value: { delta: own, event: { ...originOf(value, EVENT).origin?.value } } } as const;
      events.push({ kind: 'stop', choice: 0, stop: readStop(delta['stop_reason'], delta['stop_sequence']), origin });
    }
    if (usage && this.#usage.isFinal) {
      const origin = isObject(value['usage'])
        ? ({ origin: { dialect: 'messages', value: { usage: value['usage'] } } } as const)
        : {};
      events.push({ kind: 'usage', usage, ...origin });
    }
    return events;
  }

  #refusal(explanation: string | undefined): readonly AnswerEvent[] {
    if (explanation === undefined) return [];
    const at = { choice: 0, block: this.#blocks++ };
    return [
      { kind: 'block', ...at, begun: { kind: 'refusal', text: '' } },
      { kind: 'delta', ...at, delta: { kind: 'text', text: explanation } },
      { kind: 'block-end', ...at },
    ];
  }

  /** Blocks that were never ended end with the answer. */
  #endOpen(): readonly AnswerEvent[] {
    return [...this.#open.keys()].flatMap((block) => this.#endBlock(block));
  }

  #end(): readonly AnswerEvent[] {
    if (!this.#begun) throw new Error('the stream ends before it begins');
    this.over = true;
    const events: AnswerEvent[] = [...this.#endOpen()];
    if (!this.#stopped) events.push({ kind: 'stop', choice: 0, stop: { kind: 'end' } });
    return [...events, { kind: 'end', usage: this.#usage.isFinal ? this.#usage.billed : undefined }];
  }
}

/** A block as it begins, and what it had already. */
function emptied(block: NormalBlock): { readonly begun: NormalBlock; readonly filling: readonly BlockDelta[] } {
  if (block.kind === 'text' && block.text !== '') {
    return { begun: { ...block, text: '' }, filling: [{ kind: 'text', text: block.text }] };
  }
  if (block.kind === 'tool-call') {
    return { begun: { ...block, input: '' }, filling: block.input === '{}' ? [] : [{ kind: 'input', json: block.input }] };
  }
  if (block.kind === 'reasoning' && block.text.length > 0) {
    return { begun: { ...block, text: [] }, filling: [{ kind: 'reasoning', text: block.text.join(''), part: 0 }] };
  }
  return { begun: block, filling: [] };
}

/** What fills a block; undefined for what says nothing. Deltas that only this dialect has are kept whole. */
function readDelta(delta: JsonObject, open: Open): BlockDelta | undefined {
  switch (delta['type']) {
    case 'text_delta':
      return { kind: 'text', text: stringOr(delta['text'], '') };
    case 'input_json_delta': {
      const json = stringOr(delta['partial_json'], '');
      if (open.kind !== 'tool-call') return { kind: 'own', value: delta };
      if (json !== '') open.isFilled = true;
      return json === '' ? undefined : { kind: 'input', json };
    }
    case 'thinking_delta':
      return { kind: 'reasoning', text: stringOr(delta['thinking'], ''), part: 0 };
    case 'signature_delta':
      return { kind: 'signature', signature: stringOr(delta['signature'], '') };
    case 'citations_delta':
      return { kind: 'annotation', value: delta['citation'] };
    default:
      return { kind: 'own', value: delta };
  }
}

function failureOf(error: unknown): AnswerEvent {
  const { type, message } = isObject(error) ? error : {};
  return {
    kind: 'failure',
    error: { type: stringOr(type, 'api_error'), code: null, message: stringOr(message, 'The upstream reported an error.') },
  };
}
