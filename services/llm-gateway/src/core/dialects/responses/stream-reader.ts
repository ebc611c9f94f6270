import type { AnswerReader } from '../normal/dialect-codec.ts';
import type { AnswerEvent } from '../normal/normal-answer.ts';
import { isObject, listOf } from '../normal/json-values.ts';
import { originOf, restOf, textOf } from './json.ts';
import { OpenItems } from './open-items.ts';
import { ENVELOPE_READ } from './read-answer.ts';
import { readUsage } from './read-usage.ts';
import { readStop } from './stop.ts';

/** Reads a stream of the responses API. Source: OpenAI API reference, "Streaming events". */
export class ResponsesReader implements AnswerReader {
  over = false;
  #begun = false;
  readonly #items = new OpenItems();

  read(event: string, data: string): readonly AnswerEvent[] {
    if (this.over) return [];
    if (data === '[DONE]') {
      this.over = true;
      return [];
    }
    const value: unknown = JSON.parse(data);
    if (!isObject(value)) throw new Error('an event of the upstream is no object');
    const type = typeof value['type'] === 'string' ? value['type'] : event;
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return this.#begin(value['response']);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return this.#finish(type, value['response']);
      case 'error':
        this.over = true;
        return [failureOf(isObject(value['error']) ? value['error'] : value)];
      default:
        return this.#begun ? this.#items.read(type, value) : [];
    }
  }

  #begin(response: unknown): readonly AnswerEvent[] {
    if (!isObject(response)) throw new Error('an event of the upstream lacks its response');
    if (this.#begun) return [];
    this.#begun = true;
    const created = response['created_at'];
    return [
      {
        kind: 'begin',
        ...originOf(restOf(response, ENVELOPE_READ)),
        id: textOf(response['id']),
        model: textOf(response['model']),
        ...(typeof created === 'number' ? { createdS: created } : {}),
      },
    ];
  }

  #finish(type: string, response: unknown): readonly AnswerEvent[] {
    const begin = this.#begin(response);
    if (!isObject(response)) return begin;
    this.over = true;
    const usage = readUsage(response['usage']);
    const finished = [...begin, ...this.#items.finish(listOf(response['output']))];
    if (type === 'response.failed') {
      const error = isObject(response['error']) ? response['error'] : {};
      return [...finished, ...(usage ? [{ kind: 'usage' as const, usage }] : []), failureOf(error)];
    }
    return [
      ...finished,
      { kind: 'stop', choice: 0, stop: readStop(response, this.#items.sawCall) },
      { kind: 'end', ...originOf(restOf(response, ENVELOPE_READ)), usage },
    ];
  }
}

const failureOf = (error: Readonly<Record<string, unknown>>): AnswerEvent => ({
  kind: 'failure',
  error: {
    type: typeof error['type'] === 'string' && error['type'] !== 'error' ? error['type'] : 'server_error',
    code: typeof error['code'] === 'string' ? error['code'] : null,
    message: textOf(error['message']) || 'The upstream reported an error within its answer.',
  },
});
