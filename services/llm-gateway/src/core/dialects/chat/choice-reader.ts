import { type JsonObject, isGiven, isObject, listOf, stringOr, tokenCount } from '../normal/json-values.ts';
import type { AnswerEvent, BlockDelta, TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';
import { isTextPart } from '../normal/omitted.ts';
import { readAnnotation } from './annotations.ts';
import { JsonEnd } from './json-end.ts';
import { readLogprobs } from './logprobs.ts';
import { legacyCallId, originOf } from './read-answer.ts';
import { readStop } from './stop-reason.ts';

/** Calls of tools in one choice, and bytes of a call that came before its name. */
export const CALLS_MAX = 1_024;
export const NAMELESS_CHARS_MAX = 65_536;
const CHOICE = new Set(['index', 'delta', 'finish_reason', 'logprobs', 'panal_stop']);
const CALL = new Set(['index', 'id', 'type', 'function', 'custom']);
const DELTA = new Set([
  ...['role', 'content', 'refusal', 'annotations', 'tool_calls', 'function_call'],
  ...['reasoning', 'reasoning_content', 'reasoning_details'],
]);
/** Fields without a counterpart that are kept of one choice, each as it came first. */
const LOST_MAX = 64;
/** Where the call of the API before `tool_calls` is kept; other calls count from 0. */
const LEGACY = -1;

interface Call {
  readonly id: string;
  readonly isCustom: boolean;
  readonly end: JsonEnd;
  /** Undefined until the name is known. */
  block: number | undefined;
  early: string;
  isFilled: boolean;
  isOpen: boolean;
}

type TextKind = 'text' | 'refusal' | 'reasoning';

const BEGUN: Readonly<Record<TextKind, NormalBlock>> = {
  text: { kind: 'text', text: '' },
  refusal: { kind: 'refusal', text: '' },
  reasoning: { kind: 'reasoning', text: [] },
};

/** Makes blocks of the deltas of one choice: a text ends where another kind begins, a call where its JSON is whole and another begins. */
export class ChoiceReader {
  stopped = false;
  readonly #choice: number;
  readonly #calls = new Map<number, Call>();
  #textual: { readonly kind: TextKind; readonly block: number } | undefined;
  #events: AnswerEvent[] = [];
  #blocks = 0;
  #callCount = 0;
  readonly #legacyId: string;
  /** What no other dialect can say: told at the stop. */
  readonly #lost = new Map<string, unknown>();

  constructor(choice: number, answerId = '') {
    this.#choice = choice;
    this.#legacyId = legacyCallId(answerId, choice);
  }

  /** Keeps fields without a counterpart, for the stop. */
  keep(value: JsonObject, known: ReadonlySet<string>, path = ''): void {
    for (const name of Object.keys(value)) if (!known.has(name)) this.#lose(path + name, value[name]);
  }

  #lose(name: string, value: unknown): void {
    if (isGiven(value) && !this.#lost.has(name) && this.#lost.size < LOST_MAX) this.#lost.set(name, value);
  }

  read(value: JsonObject): readonly AnswerEvent[] {
    if (isObject(value['delta']) && !this.stopped) {
      this.#readDelta(value['delta'], readLogprobs(value['logprobs']));
      if (!isGiven(value['finish_reason'])) this.keep(value, CHOICE);
      const { logprobs } = value;
      if (isObject(logprobs) && listOf(logprobs['refusal']).length > 0) this.#lose('logprobs.refusal', logprobs['refusal']);
    }
    if (isGiven(value['finish_reason'])) this.#stop(value);
    return this.#taken();
  }

  /** The end of a choice that didn't say why it stopped. */
  stop(): readonly AnswerEvent[] {
    this.#stop({});
    return this.#taken();
  }

  #taken(): readonly AnswerEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #stop(value: JsonObject): void {
    if (this.stopped) return;
    this.stopped = true;
    this.#endTextual();
    for (const call of this.#calls.values()) this.#endCall(call);
    const { origin } = originOf(value, CHOICE);
    const lost = this.#lost.size > 0 ? { delta: Object.fromEntries(this.#lost) } : {};
    const own = { ...origin?.value, ...lost };
    const kept = Object.keys(own).length > 0 ? { origin: { dialect: 'chat', value: own } as const } : {};
    this.#events.push({ kind: 'stop', choice: this.#choice, stop: readStop(value), ...kept });
  }

  #readDelta(delta: JsonObject, logprobs: readonly TokenLogprob[] | undefined): void {
    if (isPlainText(delta) && !logprobs) return this.#fill('text', { kind: 'text', text: delta['content'] as string });
    this.keep(delta, DELTA);
    for (const part of listOf(delta['content'])) {
      if (!isTextPart(part)) this.#lose(isObject(part) ? stringOr(part['type'], 'content') : 'content', [part]);
    }
    this.#readReasoning(delta);
    const content = textOf(delta['content']);
    if (content !== '' || (logprobs && logprobs.length > 0)) {
      this.#fill('text', { kind: 'text', text: content, ...(logprobs ? { logprobs } : {}) });
    }
    const refusal = stringOr(delta['refusal'], '');
    if (refusal !== '') this.#fill('refusal', { kind: 'text', text: refusal });
    for (const value of listOf(delta['annotations'])) this.#fill('text', { kind: 'annotation', value: readAnnotation(value) });
    for (const [position, call] of listOf(delta['tool_calls']).filter(isObject).entries()) this.#readCall(call, position);
    if (isObject(delta['function_call'])) this.#readLegacy(delta['function_call']);
  }

  /** Servers that give both kinds of calls say the same twice. */
  #readLegacy(called: JsonObject): void {
    const known = this.#calls.get(LEGACY);
    if (!known && this.#calls.size > 0) return this.#lose('function_call', called);
    this.#addToCall(known ?? this.#openCall(LEGACY, this.#legacyId, {}), called, {});
  }

  #readReasoning(delta: JsonObject): void {
    const text = stringOr(delta['reasoning_content'], '') || stringOr(delta['reasoning'], '');
    if (text !== '') this.#fill('reasoning', { kind: 'reasoning', text, part: 0 });
    for (const detail of listOf(delta['reasoning_details']).filter(isObject)) {
      const said = stringOr(detail['text'], '') || stringOr(detail['summary'], '');
      if (text === '' && said !== '') this.#fill('reasoning', { kind: 'reasoning', text: said, part: 0 });
      const signature = stringOr(detail['signature'], '');
      if (signature !== '') this.#fill('reasoning', { kind: 'signature', signature });
      const data = stringOr(detail['data'], '');
      if (data !== '') this.#readHidden(data);
    }
  }

  /** Hidden thoughts are a block of their own. */
  #readHidden(encrypted: string): void {
    this.#endTextual();
    const at = { choice: this.#choice, block: this.#blocks++ };
    this.#events.push({ kind: 'block', ...at, begun: { kind: 'reasoning', text: [], encrypted } }, { kind: 'block-end', ...at });
  }

  #fill(kind: TextKind, delta: BlockDelta): void {
    if (this.#textual?.kind !== kind) {
      this.#endTextual();
      this.#endWholeCalls();
      this.#textual = { kind, block: this.#blocks++ };
      this.#events.push({ kind: 'block', choice: this.#choice, block: this.#textual.block, begun: BEGUN[kind] });
    }
    this.#events.push({ kind: 'delta', choice: this.#choice, block: this.#textual.block, delta });
  }

  #endTextual(): void {
    if (!this.#textual) return;
    this.#events.push({ kind: 'block-end', choice: this.#choice, block: this.#textual.block });
    this.#textual = undefined;
  }

  #readCall(value: JsonObject, position: number): void {
    const index = tokenCount(value['index']) ?? position;
    const id = stringOr(value['id'], '');
    const known = this.#calls.get(index);
    // Some compatible servers count every call as 0 and tell them apart by id.
    const isNew = !known || (id !== '' && known.id !== '' && id !== known.id);
    const call = isNew ? this.#openCall(index, id, value) : known;
    const called = isObject(value['custom']) ? value['custom'] : isObject(value['function']) ? value['function'] : {};
    this.#addToCall(call, called, value);
  }

  #addToCall(call: Call, called: JsonObject, value: JsonObject): void {
    const name = stringOr(called['name'], '');
    const piece = argumentsOf(called);
    if (call.block === undefined && name !== '') this.#beginCall(call, name, value);
    else this.keep(value, CALL, 'tool_calls[].');
    if (piece === '' || (!call.isOpen && call.block !== undefined)) return;
    if (call.block === undefined) call.early = joinedEarly(call.early, piece);
    else this.#fillCall(call, piece);
  }

  #openCall(index: number, id: string, value: JsonObject): Call {
    if (this.#callCount++ >= CALLS_MAX) throw new Error(`the answer calls more than ${CALLS_MAX} tools`);
    const replaced = this.#calls.get(index);
    if (replaced) this.#endCall(replaced);
    this.#endTextual();
    this.#endWholeCalls();
    const isCustom = isObject(value['custom']);
    const call: Call = { id, isCustom, end: new JsonEnd(), block: undefined, early: '', isFilled: false, isOpen: false };
    this.#calls.set(index, call);
    return call;
  }

  #beginCall(call: Call, name: string, value: JsonObject): void {
    call.block = this.#blocks++;
    call.isOpen = true;
    const custom = call.isCustom ? { custom: true as const } : {};
    const begun: NormalBlock = { ...originOf(value, CALL), kind: 'tool-call', id: call.id, name, input: '', ...custom };
    this.#events.push({ kind: 'block', choice: this.#choice, block: call.block, begun });
    if (call.early !== '') this.#fillCall(call, call.early);
    call.early = '';
  }

  #fillCall(call: Call, json: string): void {
    call.isFilled = true;
    if (!call.isCustom) call.end.push(json);
    this.#events.push({ kind: 'delta', choice: this.#choice, block: call.block!, delta: { kind: 'input', json } });
  }

  #endWholeCalls(): void {
    for (const call of this.#calls.values()) if (call.end.isWhole) this.#endCall(call);
  }

  #endCall(call: Call): void {
    // A call whose name never came is told without one.
    if (call.block === undefined && (call.early !== '' || call.id !== '')) this.#beginCall(call, '', {});
    if (!call.isOpen) return;
    call.isOpen = false;
    if (!call.isFilled && !call.isCustom) this.#fillCall(call, '{}');
    this.#events.push({ kind: 'block-end', choice: this.#choice, block: call.block! });
  }
}

/** A piece of text and nothing else: most of what a stream is made of. */
function isPlainText(delta: JsonObject): boolean {
  const content = delta['content'];
  if (typeof content !== 'string' || content === '') return false;
  for (const name in delta) if (name !== 'content' && name !== 'role' && isGiven(delta[name])) return false;
  return true;
}

/** Some compatible servers stream parts instead of text. */
const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .filter(isObject)
        .map((part) => stringOr(part['text'], ''))
        .join('');

function argumentsOf(called: JsonObject): string {
  const value = called['arguments'] ?? called['input'];
  return isObject(value) ? JSON.stringify(value) : stringOr(value, '');
}

function joinedEarly(early: string, piece: string): string {
  if (early.length + piece.length > NAMELESS_CHARS_MAX) throw new Error('a call of a tool has no name');
  return early + piece;
}
