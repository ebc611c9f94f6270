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
        return this.#read(type, value);
    }
  }

  /** Items are read also where the event that opens the answer never came. */
  #read(type: string, value: Record<string, unknown>): readonly AnswerEvent[] {
    const said = this.#items.read(type, value);
    return said.length > 0 ? [...this.#begin({}), ...said] : said;
  }

  #begin(response: unknown): readonly AnswerEvent[] {
    if (this.#begun || !isObject(response)) return [];
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

  #finish(type: string, value: unknown): readonly AnswerEvent[] {
    const response = isObject(value) ? value : {};
    const begin = this.#begin(response);
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
