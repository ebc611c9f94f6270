import type { TokenUsage } from '../../price.ts';
import type { AnswerWriter, Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent, StopReason, StreamError } from '../normal/normal-answer.ts';
import type { NormalRequest, Origin } from '../normal/normal-request.ts';
import { namedExtras, namedInCall } from '../normal/omitted.ts';
import { envelopeOf } from './envelope.ts';
import { responseIdOf } from './item-ids.ts';
import { hasCalls } from './read-answer.ts';
import { readStop, writeStop } from './stop.ts';
import { WrittenItems } from './written-items.ts';
import { usageFields } from './write-usage.ts';

/** Writes a stream of this API. What was written is kept until the end, since the last event repeats it all. */
export class ResponsesWriter implements AnswerWriter {
  /** The response as the last event told it; undefined before that, and of a stream that failed. */
  whole: Json | undefined;
  readonly #request: NormalRequest;
  #sequence = 0;
  #out = '';
  #head: Json | undefined;
  #envelope: Json = {};
  #items: WrittenItems | undefined;
  #stop: StopReason | undefined;
  #usage: TokenUsage | undefined;

  constructor(request: NormalRequest) {
    this.#request = request;
  }

  write(event: AnswerEvent): string {
    this.#read(event);
    const out = this.#out;
    this.#out = '';
    return out;
  }

  #read(event: AnswerEvent): void {
    switch (event.kind) {
      case 'begin':
        return this.#begin(event);
      case 'block':
        if (event.choice === 0) this.#items?.begin(event.block, event.begun);
        for (const name of namedInCall(event.begun, 'responses')) this.#items?.omitted.add(name);
        return;
      case 'delta':
        if (event.choice === 0) this.#items?.add(event.block, event.delta);
        return;
      case 'block-end':
        if (event.choice === 0) this.#items?.end(event.block);
        return;
      case 'stop':
        if (event.choice === 0) this.#stop = event.stop;
        for (const name of namedExtras(event.origin, 'responses')) this.#items?.omitted.add(name);
        return;
      case 'usage':
        this.#usage = event.usage;
        return;
      case 'end':
        return this.#end(event.usage ?? this.#usage, event.origin);
      case 'failure':
        return this.#fail(event.error);
    }
  }

  #emit(type: string, fields: Json): void {
    this.#out += `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#sequence++, ...fields })}\n\n`;
  }

  #begin(event: Extract<AnswerEvent, { kind: 'begin' }>): void {
    const id = responseIdOf(event.id);
    this.#items = new WrittenItems(id, (type, fields) => this.#emit(type, fields));
    for (const name of namedExtras(event.origin, 'responses')) this.#items.omitted.add(name);
    this.#envelope = event.origin?.dialect === 'responses' ? event.origin.value : envelopeOf(this.#request);
    this.#head = { id, object: 'response', created_at: event.createdS ?? 0, model: event.model };
    const response = { ...this.#envelope, ...this.#head, status: 'in_progress', output: [], usage: null };
    this.#emit('response.created', { response });
    this.#emit('response.in_progress', { response });
  }

  #response(usage: TokenUsage | undefined, rest: Json, origin?: Origin): Json {
    const output = this.#items?.finish() ?? [];
    const omitted = this.#items && this.#items.omitted.size > 0 ? { panal_omitted: [...this.#items.omitted] } : {};
    return { ...this.#envelope, ...this.#head, ...rest, output, usage: usageFields(usage, origin), ...omitted };
  }

  #end(usage: TokenUsage | undefined, origin: Origin | undefined): void {
    const own = origin?.dialect === 'responses' ? origin.value : undefined;
    const calls = hasCalls(this.#items?.blocks ?? []);
    const stop = this.#stop ?? { kind: 'end' };
    const status = own && readStop(own, calls).kind === stop.kind ? own : { ...own, ...writeStop(stop, calls) };
    const response = this.#response(usage, status, origin);
    this.whole = response;
    this.#emit(response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed', { response });
  }

  /** Clients throw at the first event; those that don't know it see the second. */
  #fail(error: StreamError): void {
    const { code, message, type } = error;
    this.#emit('error', { code: code ?? type, message, param: null });
    if (!this.#head) return;
    const failed = { status: 'failed', error: { code: code ?? type, message } };
    this.#emit('response.failed', { response: this.#response(this.#usage, failed) });
  }
}
