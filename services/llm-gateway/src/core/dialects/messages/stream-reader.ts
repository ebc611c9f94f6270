import type { AnswerReader } from '../normal/dialect-codec.ts';
import { type JsonObject, isGiven, isObject, listOf, stringOr } from '../normal/json-values.ts';
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
  /** Its number among the blocks told; the upstream's index may come again once a block has ended. */
  readonly block: number;
  readonly kind: NormalBlock['kind'];
  /** As it was begun: the same once more says nothing. */
  readonly source: string;
  isFilled: boolean;
}

/**
 * Reads a stream of Anthropic's Messages API: message_start, then blocks (start, deltas, stop), message_delta with the stop reason
 * and usage, message_stop. An answer is paid, so what servers do otherwise is read where it has a sense: content and a stop reason
 * that stand in message_start, events that come twice, text of a block that never began. Source: Anthropic API reference,
 * "Streaming Messages".
 */
export class MessagesReader implements AnswerReader {
  over = false;
  readonly #open = new Map<number, Open>();
  readonly #usage = new StreamUsage();
  #begun = false;
  #stopped = false;
  #hasCalls = false;
  /** What message_start said of the stop; it counts where no message_delta says it. */
  #early: JsonObject = {};
  #blocks = 0;

  read(_event: string, data: string): readonly AnswerEvent[] {
    if (this.over) return [];
    // Some compatible servers end as a chat does.
    if (data === '[DONE]') return this.#stopped ? this.#end() : [];
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
        return this.#endBlock(value['index']);
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

  #start(value: unknown): readonly AnswerEvent[] {
    const message = isObject(value) ? value : {};
    const events = this.#begun ? this.#startAgain(message) : this.#begin(message);
    if (this.#blocks > 0) return events;
    if (isGiven(message['stop_reason'])) this.#early = message;
    return [
      ...events,
      ...listOf(message['content'])
        .filter(isObject)
        .flatMap((content) => this.#wholeBlock(content)),
    ];
  }

  #begin(message: JsonObject): readonly AnswerEvent[] {
    if (this.#begun) return [];
    this.#begun = true;
    const begun = this.#usage.begin(message);
    const usage = begun ? { usage: begun } : {};
    const origin = originOf(message, ENVELOPE);
    return [{ kind: 'begin', ...origin, id: stringOr(message['id'], ''), model: stringOr(message['model'], ''), ...usage }];
  }

  /** A second message_start tells at most other counts. */
  #startAgain(message: JsonObject): readonly AnswerEvent[] {
    const usage = this.#usage.begin(message);
    return usage ? [{ kind: 'usage', usage }] : [];
  }

  /** A block that came at once. */
  #wholeBlock(content: JsonObject): readonly AnswerEvent[] {
    const block = this.#blocks++;
    const { begun, filling } = emptied(readAnswerBlock(content));
    if (begun.kind === 'tool-call') this.#hasCalls = true;
    const notes = listOf(content['citations']).map((value) => ({ kind: 'annotation', value }) as const);
    const input = begun.kind === 'tool-call' && filling.length === 0 ? [{ kind: 'input', json: '{}' } as const] : [];
    const deltas: readonly BlockDelta[] = [...filling, ...input, ...notes];
    return [
      { kind: 'block', choice: 0, block, begun },
      ...deltas.map((delta) => ({ kind: 'delta', choice: 0, block, delta }) as const),
      { kind: 'block-end', choice: 0, block },
    ];
  }

  #startBlock(value: JsonObject): readonly AnswerEvent[] {
    const content = value['content_block'];
    const index = Number(value['index']);
    if (!Number.isSafeInteger(index) || index < 0 || !isObject(content)) throw new Error('a block begins that is none');
    const known = this.#open.get(index);
    const source = JSON.stringify(content);
    if (known?.source === source) return [];
    const ended = known ? this.#endBlock(index) : [];
    return [...this.#begin({}), ...ended, ...this.#openBlock(index, readAnswerBlock(content), source)];
  }

  #openBlock(index: number, whole: NormalBlock, source: string): readonly AnswerEvent[] {
    if (this.#open.size >= OPEN_BLOCKS_MAX) throw new Error(`more than ${OPEN_BLOCKS_MAX} blocks are open at once`);
    const { begun, filling } = emptied(whole);
    const block = this.#blocks++;
    if (begun.kind === 'tool-call') this.#hasCalls = true;
    this.#open.set(index, { block, kind: begun.kind, source, isFilled: filling.length > 0 });
    return [
      { kind: 'block', choice: 0, block, begun },
      ...filling.map((delta) => ({ kind: 'delta', choice: 0, block, delta }) as const),
    ];
  }

  #fill(value: JsonObject): readonly AnswerEvent[] {
    if (!isObject(value['delta'])) return [];
    const index = Number(value['index']);
    const missing = this.#open.has(index) ? [] : this.#openFor(index, value['delta']);
    const open = this.#open.get(index);
    const delta = open && readDelta(value['delta'], open);
    return delta ? [...missing, { kind: 'delta', choice: 0, block: open.block, delta }] : missing;
  }

  /** Text may be read without its beginning; a call may not, for nobody knows its name. */
  #openFor(index: number, delta: JsonObject): readonly AnswerEvent[] {
    const begun = UNBEGUN.get(delta['type']);
    if (begun) return [...this.#begin({}), ...this.#openBlock(index, begun, '')];
    if (stringOr(delta['partial_json'], '') !== '') throw new Error('a piece of a call that is not open');
    return [];
  }

  /** An end of what is not open says nothing. */
  #endBlock(index: unknown): readonly AnswerEvent[] {
    const open = this.#open.get(Number(index));
    if (!open) return [];
    this.#open.delete(Number(index));
    const { block } = open;
    const end: AnswerEvent = { kind: 'block-end', choice: 0, block };
    // A call without arguments is streamed as no text at all, and means an empty object.
    if (open.kind !== 'tool-call' || open.isFilled) return [end];
    return [{ kind: 'delta', choice: 0, block, delta: { kind: 'input', json: '{}' } }, end];
  }

  #stop(value: JsonObject): readonly AnswerEvent[] {
    const delta = isObject(value['delta']) ? value['delta'] : {};
    const events: AnswerEvent[] = [...this.#begin({})];
    const usage = this.#usage.count(value['usage']);
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
    if (!this.#stopped) events.push(...this.#lateStop());
    return [...events, { kind: 'end', usage: this.#usage.isFinal ? this.#usage.billed : undefined }];
  }

  /** The stop of an answer of which no message_delta told it. */
  #lateStop(): readonly AnswerEvent[] {
    const { stop_reason: reason, stop_sequence: sequence, stop_details: details } = this.#early;
    const unsaid = this.#hasCalls ? ({ kind: 'tool-calls' } as const) : ({ kind: 'end' } as const);
    const stop = isGiven(reason) ? readStop(reason, sequence) : unsaid;
    return [...this.#refusal(explanationOf(details)), { kind: 'stop', choice: 0, stop }];
  }
}

/** Blocks whose beginning did not come, by what fills them. */
const UNBEGUN: ReadonlyMap<unknown, NormalBlock> = new Map<unknown, NormalBlock>([
  ['text_delta', { kind: 'text', text: '' }],
  ['thinking_delta', { kind: 'reasoning', text: [] }],
]);

/** A block as it begins, and what it had already. */
function emptied(block: NormalBlock): { readonly begun: NormalBlock; readonly filling: readonly BlockDelta[] } {
  if (block.kind === 'text' && block.text !== '') {
    return { begun: { ...block, text: '' }, filling: [{ kind: 'text', text: block.text }] };
  }
  if (block.kind === 'tool-call') {
    return { begun: { ...block, input: '' }, filling: block.input === '{}' ? [] : [{ kind: 'input', json: block.input }] };
  }
  if (block.kind === 'reasoning' && (block.text.length > 0 || block.signature !== undefined)) {
    const { signature, ...begun } = block;
    const text = block.text.join('');
    const thoughts: readonly BlockDelta[] = text === '' ? [] : [{ kind: 'reasoning', text, part: 0 }];
    const signed: readonly BlockDelta[] = signature === undefined ? [] : [{ kind: 'signature', signature }];
    return { begun: { ...begun, text: [] }, filling: [...thoughts, ...signed] };
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
