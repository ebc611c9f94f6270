import type { TokenUsage } from '../../price.ts';
import type { AnswerWriter, StreamWish } from '../normal/dialect-codec.ts';
import type { JsonObject } from '../normal/json-values.ts';
import type { AnswerEvent, BlockDelta } from '../normal/normal-answer.ts';
import type { NormalBlock, Origin } from '../normal/normal-request.ts';
import { isCitation, namedExtras } from '../normal/omitted.ts';
import { writeAnnotation } from './annotations.ts';
import { writeLogprobs } from './logprobs.ts';
import { writeReasoning } from './reasoning.ts';
import { writeStop } from './stop-reason.ts';
import { writeUsage } from './usage.ts';
import { ownOf } from './write-answer.ts';

type Event<Kind extends AnswerEvent['kind']> = Extract<AnswerEvent, { kind: Kind }>;

interface Choice {
  /** Open blocks, with the place of a call among the calls. */
  readonly blocks: Map<number, { readonly begun: NormalBlock; readonly place: number; part: number }>;
  calls: number;
  thoughts: number;
}

/** Writes chat completion chunks: one for each piece, one with the reason of the stop, one with usage if asked for, `[DONE]`. */
export class ChatWriter implements AnswerWriter {
  readonly #wish: StreamWish;
  readonly #choices = new Map<number, Choice>();
  readonly #omitted = new Set<string>();
  #envelope: JsonObject = {};
  /** What every chunk begins with. */
  #head = '';
  #usage: { readonly usage: TokenUsage; readonly origin?: Origin } | undefined;

  constructor(wish: StreamWish) {
    this.#wish = wish;
  }

  write(event: AnswerEvent): string {
    switch (event.kind) {
      case 'begin':
        return this.#begin(event);
      case 'block':
        return this.#begun(event.choice) + this.#startBlock(event);
      case 'delta':
        return this.#fill(event);
      case 'block-end':
        return this.#endBlock(event);
      case 'stop':
        return this.#begun(event.choice) + this.#stop(event);
      case 'usage':
        this.#usage = event;
        return '';
      case 'end':
        return this.#end(event);
      case 'failure':
        return dataText({ error: { message: event.error.message, type: event.error.type, param: null, code: event.error.code } });
    }
  }

  #begin({ id, model, createdS, usage, origin }: Event<'begin'>): string {
    if (usage) this.#usage = { usage };
    for (const name of namedExtras(origin, 'chat')) this.#omitted.add(name);
    this.#envelope = { id, object: 'chat.completion.chunk', created: createdS ?? 0, model, ...ownOf(origin) };
    this.#head = `data: ${JSON.stringify(this.#envelope).slice(0, -1)},"choices":[`;
    return this.#begun(0);
  }

  /** The first chunk of a choice says whose turn it is. */
  #begun(choice: number): string {
    if (this.#choices.has(choice)) return '';
    this.#choices.set(choice, { blocks: new Map(), calls: 0, thoughts: 0 });
    return this.#chunk(choice, { role: 'assistant', content: null, refusal: null });
  }

  #chunk(choice: number, delta: JsonObject, more: JsonObject = {}): string {
    return dataText({ ...this.#envelope, choices: [{ index: choice, delta, logprobs: null, finish_reason: null, ...more }] });
  }

  /** A piece of text: most of what a stream is made of, so it is put together by hand. */
  #piece(choice: number, text: string): string {
    return `${this.#head}{"index":${choice},"delta":{"content":${JSON.stringify(text)}},"logprobs":null,"finish_reason":null}]}\n\n`;
  }

  #startBlock({ choice, block, begun }: Event<'block'>): string {
    const state = this.#choices.get(choice)!;
    if (begun.kind === 'own') this.#omitted.add(begun.type);
    const place = begun.kind === 'tool-call' ? state.calls++ : begun.kind === 'reasoning' ? state.thoughts++ : 0;
    state.blocks.set(block, { begun, place, part: 0 });
    if (begun.kind === 'reasoning' && begun.encrypted !== undefined && begun.id === undefined) {
      return this.#chunk(choice, { reasoning_details: detailsOf({ encrypted: begun.encrypted }, place) });
    }
    if (begun.kind !== 'tool-call') return '';
    const called = { name: begun.name, ...(begun.custom ? { input: '' } : { arguments: '' }) };
    const type = begun.custom ? 'custom' : 'function';
    return this.#chunk(choice, { tool_calls: [{ index: place, id: begun.id, type, [type]: called, ...ownOf(begun.origin) }] });
  }

  #fill({ choice, block, delta }: Event<'delta'>): string {
    const open = this.#choices.get(choice)?.blocks.get(block);
    if (!open) return '';
    const { begun, place } = open;
    switch (delta.kind) {
      case 'text':
        if (begun.kind === 'refusal') return this.#chunk(choice, { refusal: delta.text });
        return delta.logprobs
          ? this.#chunk(choice, { content: delta.text }, { logprobs: writeLogprobs(delta.logprobs) })
          : this.#piece(choice, delta.text);
      case 'input': {
        if (begun.kind !== 'tool-call') return '';
        const called = begun.custom ? { custom: { input: delta.json } } : { function: { arguments: delta.json } };
        return this.#chunk(choice, { tool_calls: [{ index: place, ...called }] });
      }
      case 'reasoning': {
        const text = delta.part > open.part || startsAnew(open) ? `\n\n${delta.text}` : delta.text;
        open.part = delta.part;
        return this.#chunk(choice, { reasoning_content: text, reasoning_details: detailsOf({ text: delta.text }, place) });
      }
      case 'signature':
      case 'encrypted':
        return this.#chunk(choice, { reasoning_details: detailsOf(delta, place, begun) });
      case 'annotation':
        return this.#annotate(choice, delta);
      case 'own':
        return '';
    }
  }

  #annotate(choice: number, delta: Extract<BlockDelta, { kind: 'annotation' }>): string {
    if (!isCitation(delta.value)) return this.#chunk(choice, { annotations: [writeAnnotation(delta.value)] });
    this.#omitted.add('citations');
    return '';
  }

  #endBlock({ choice, block }: Event<'block-end'>): string {
    this.#choices.get(choice)?.blocks.delete(block);
    return '';
  }

  #stop({ choice, stop, origin }: Event<'stop'>): string {
    for (const name of namedExtras(origin, 'chat')) this.#omitted.add(name);
    const finish = { ...writeStop(stop, origin?.dialect === 'chat'), ...ownOf(origin) };
    const omitted = this.#omitted.size > 0 ? { panal_omitted: [...this.#omitted] } : {};
    return dataText({ ...this.#envelope, choices: [{ index: choice, delta: {}, logprobs: null, ...finish }], ...omitted });
  }

  #end({ usage }: Event<'end'>): string {
    const known = usage ?? this.#usage?.usage;
    const last = { ...this.#envelope, choices: [], usage: known ? writeUsage(known, this.#usage?.origin) : null };
    return (this.#wish.usage && known ? dataText(last) : '') + 'data: [DONE]\n\n';
  }
}

const dataText = (value: JsonObject): string => `data: ${JSON.stringify(value)}\n\n`;

/** A second block of thoughts begins after an empty line, once. */
function startsAnew(open: { readonly place: number; part: number }): boolean {
  if (open.place === 0 || open.part !== 0) return false;
  open.part = -1;
  return true;
}

/** What a later request needs, as `reasoning_details`. */
function detailsOf(
  piece: { readonly text?: string; readonly signature?: string; readonly encrypted?: string },
  place: number,
  begun?: NormalBlock,
): unknown {
  const id = begun?.kind === 'reasoning' && begun.id !== undefined ? { id: begun.id } : {};
  const block = {
    kind: 'reasoning' as const,
    text: piece.text === undefined ? [] : [piece.text],
    ...(piece.signature === undefined ? {} : { signature: piece.signature }),
    ...(piece.encrypted === undefined ? {} : { encrypted: piece.encrypted }),
    ...id,
  };
  const details = writeReasoning([block])['reasoning_details'] as readonly JsonObject[];
  return details.map((detail) => ({ ...detail, index: place }));
}
