import type { TokenUsage } from '../../price.ts';
import type { AnswerWriter } from '../normal/dialect-codec.ts';
import type { AnswerEvent, BlockDelta, StopReason } from '../normal/normal-answer.ts';
import type { NormalBlock, Origin } from '../normal/normal-request.ts';
import { isGiven, isObject } from '../normal/json-values.ts';
import { isCitation, namedExtras, namedInCall } from '../normal/omitted.ts';
import { errorTypeOf } from './error-type.ts';
import { sealReasoning } from './sealed-reasoning.ts';
import { writeStop } from './stop-reason.ts';
import { writeUsage } from './usage.ts';
import { refusalDetails, writeBegun } from './write-answer.ts';

/** Text of events that wait until the block before theirs has ended; at the bound blocks go out side by side instead. */
export const WAITING_CHARS_MAX = 1_048_576;
/** Text of a refusal, which is said at the end of the stream; the rest of a longer one is cut off. */
export const REFUSAL_CHARS_MAX = 65_536;
const EVENT_CHARS = 64;

type BlockEvent = Extract<AnswerEvent, { kind: 'block' | 'delta' | 'block-end' }>;
type Event<Kind extends AnswerEvent['kind']> = Extract<AnswerEvent, { kind: Kind }>;

interface Shown {
  readonly index: number;
  readonly begun: NormalBlock;
  part: number;
  encrypted: string | undefined;
  signed: boolean;
  chars: number;
}

/** Writes a stream of Anthropic's Messages API: blocks one after the other, whatever the order in which they come. */
export class MessagesWriter implements AnswerWriter {
  readonly #shown = new Map<number, Shown>();
  readonly #omitted = new Set<string>();
  #next = 0;
  #current: number | undefined;
  #waiting: BlockEvent[] = [];
  #waitingChars = 0;
  #sideBySide = false;
  #refusal: string | undefined;
  #calls = false;
  #stop: { readonly stop: StopReason; readonly origin?: Origin } = { stop: { kind: 'end' } };
  #usage: { readonly usage: TokenUsage; readonly origin?: Origin } | undefined;

  write(event: AnswerEvent): string {
    switch (event.kind) {
      case 'begin':
        return this.#begin(event);
      case 'block':
      case 'delta':
      case 'block-end':
        if (event.choice === 0) return this.#inOrder(event);
        this.#omitted.add('choices');
        return '';
      case 'stop':
        if (event.choice === 0) this.#stop = event;
        return '';
      case 'usage':
        this.#usage = event;
        return '';
      case 'end':
        return this.#end(event);
      case 'failure':
        return eventText('error', { error: { type: errorTypeOf(event.error), message: event.error.message } });
    }
  }

  #begin({ id, model, usage, origin }: Event<'begin'>): string {
    if (usage) this.#usage = { usage };
    for (const name of namedExtras(origin, 'messages')) this.#omitted.add(name);
    const own = origin?.dialect === 'messages' ? origin.value : {};
    const envelope = { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null };
    return eventText('message_start', { message: { ...envelope, ...own, usage: writeUsage(usage, origin) } });
  }

  #inOrder(event: BlockEvent): string {
    const mayGo = this.#sideBySide || this.#current === undefined || this.#current === event.block;
    if (mayGo) return this.#say(event);
    this.#waiting.push(event);
    this.#waitingChars += EVENT_CHARS + (event.kind === 'delta' ? charsOf(event.delta) : 0);
    if (this.#waitingChars <= WAITING_CHARS_MAX) return '';
    this.#sideBySide = true;
    return this.#release();
  }

  /** What waited is said again, in its order; some of it may go on waiting. */
  #release(): string {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingChars = 0;
    let text = '';
    for (const event of waiting) text += this.#inOrder(event);
    return text;
  }

  #say(event: BlockEvent): string {
    if (event.kind === 'block') return this.#start(event.block, event.begun);
    const shown = this.#shown.get(event.block);
    if (event.kind === 'delta') return shown ? this.#fill(shown, event.delta) : this.#fillRefusal(event.delta);
    const text = shown ? closing(shown) : '';
    this.#shown.delete(event.block);
    if (this.#current === event.block) this.#current = undefined;
    return this.#waiting.length > 0 && this.#current === undefined ? text + this.#release() : text;
  }

  #start(block: number, begun: NormalBlock): string {
    if (begun.kind === 'refusal') this.#refusal = (this.#refusal ?? '') + begun.text;
    if (begun.kind === 'tool-call') this.#calls = true;
    for (const name of namedInCall(begun, 'messages')) this.#omitted.add(name);
    const written = writeBegun(begun);
    if (!written) {
      if (begun.kind === 'own') this.#omitted.add(begun.type);
      return '';
    }
    const shown = { index: this.#next++, begun, part: 0, encrypted: undefined, signed: false, chars: 0 };
    this.#shown.set(block, shown);
    this.#current = block;
    const start = eventText('content_block_start', { index: shown.index, content_block: written });
    return begun.kind === 'tool-call' && begun.custom ? start + inputText(shown, '{"input":"') : start;
  }

  #fillRefusal(delta: BlockDelta): string {
    if (delta.kind === 'text' && this.#refusal !== undefined) {
      this.#refusal = (this.#refusal + delta.text).slice(0, REFUSAL_CHARS_MAX);
    }
    return '';
  }

  #fill(shown: Shown, delta: BlockDelta): string {
    if (delta.kind === 'annotation' && !isCitation(delta.value)) {
      this.#omitted.add('citations');
      return '';
    }
    return writeDelta(shown, delta);
  }

  #end({ usage }: Event<'end'>): string {
    this.#sideBySide = true;
    let text = this.#release();
    for (const shown of this.#shown.values()) text += closing(shown);
    this.#shown.clear();
    const { stop, origin } = this.#stop;
    const own = origin?.dialect === 'messages' ? origin.value : {};
    for (const name of namedExtras(origin, 'messages')) this.#omitted.add(name);
    const refusal = this.#refusal;
    const delta = {
      ...writeStop(stop, origin?.dialect === 'messages' ? {} : { calls: this.#calls, refusal: refusal !== undefined }),
      ...(refusal === undefined ? {} : { stop_details: refusalDetails(refusal) }),
      ...(isObject(own['delta']) ? own['delta'] : {}),
    };
    const body = {
      delta,
      usage: writeUsage(usage ?? this.#usage?.usage, this.#usage?.origin),
      ...(isObject(own['event']) ? own['event'] : {}),
      ...(this.#omitted.size > 0 ? { panal_omitted: [...this.#omitted] } : {}),
    };
    return text + eventText('message_delta', body) + eventText('message_stop', {});
  }
}

const eventText = (type: string, fields: Readonly<Record<string, unknown>>): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

const deltaText = (index: number, delta: Readonly<Record<string, unknown>>): string =>
  eventText('content_block_delta', { index, delta });

/** A piece of a text: most of what a stream is made of, so it is put together by hand. */
const pieceText = (index: number, kind: string, text: string): string =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{${kind}:${JSON.stringify(text)}}}\n\n`;
const TEXT = '"type":"text_delta","text"';
const INPUT = '"type":"input_json_delta","partial_json"';
const THINKING = '"type":"thinking_delta","thinking"';

const inputText = (shown: Shown, json: string): string => pieceText(shown.index, INPUT, json);

const charsOf = (delta: BlockDelta): number => {
  if (delta.kind === 'text' || delta.kind === 'reasoning') return delta.text.length;
  if (delta.kind === 'input') return delta.json.length;
  return JSON.stringify(delta).length;
};

function writeDelta(shown: Shown, delta: BlockDelta): string {
  switch (delta.kind) {
    case 'text':
      return pieceText(shown.index, TEXT, delta.text);
    case 'input': {
      const isCustom = shown.begun.kind === 'tool-call' && shown.begun.custom;
      return inputText(shown, isCustom ? JSON.stringify(delta.json).slice(1, -1) : delta.json);
    }
    case 'reasoning': {
      // Parts of a summary are told apart by an empty line.
      const gap = delta.part > shown.part ? '\n\n' : '';
      shown.part = delta.part;
      return pieceText(shown.index, THINKING, gap + delta.text);
    }
    case 'signature':
      shown.signed = true;
      return deltaText(shown.index, { type: 'signature_delta', signature: delta.signature });
    case 'encrypted':
      shown.encrypted = delta.encrypted;
      return '';
    case 'annotation':
      return deltaText(shown.index, { type: 'citations_delta', citation: delta.value });
    case 'own':
      return shown.begun.kind === 'own' || isGiven(delta.value['type']) ? deltaText(shown.index, delta.value) : '';
  }
}

/** The end of a block, with the signature of a thinking block that has none yet. */
function closing(shown: Shown): string {
  const stop = eventText('content_block_stop', { index: shown.index });
  const { begun } = shown;
  if (begun.kind === 'tool-call' && begun.custom) return inputText(shown, '"}') + stop;
  if (begun.kind !== 'reasoning' || shown.signed) return stop;
  const encrypted = shown.encrypted ?? begun.encrypted;
  const seal = sealReasoning({
    ...(begun.id === undefined ? {} : { id: begun.id }),
    ...(encrypted === undefined ? {} : { encrypted }),
  });
  const signature = begun.signature ?? seal;
  const isRedacted = begun.encrypted !== undefined && begun.id === undefined;
  return signature === '' || isRedacted ? stop : deltaText(shown.index, { type: 'signature_delta', signature }) + stop;
}
