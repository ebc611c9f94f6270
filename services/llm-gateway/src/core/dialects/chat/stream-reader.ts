import type { TokenUsage } from '../../price.ts';
import type { AnswerReader } from '../normal/dialect-codec.ts';
import { type JsonObject, isGiven, isObject, listOf, stringOr, tokenCount } from '../normal/json-values.ts';
import type { AnswerEvent } from '../normal/normal-answer.ts';
import { ChoiceReader } from './choice-reader.ts';
import { originOf } from './read-answer.ts';
import { readUsage } from './usage.ts';

/** Choices of one stream; OpenAI takes an `n` of at most 128. */
export const CHOICES_MAX = 128;
const ENVELOPE = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'obfuscation']);

/** Reads a stream of chat completion chunks up to `[DONE]`. Source: OpenAI API reference, "The chat completion chunk object". */
export class ChatReader implements AnswerReader {
  over = false;
  #begun = false;
  #failed = false;
  #id = '';
  /** Fields of chunks that `begin` told. */
  readonly #told = new Set<string>(ENVELOPE);
  readonly #choices = new Map<number, ChoiceReader>();
  #usage: TokenUsage | undefined;

  read(_event: string, data: string): readonly AnswerEvent[] {
    if (this.over || this.#failed) return [];
    if (data === '[DONE]') return this.#end();
    const chunk: unknown = JSON.parse(data);
    if (!isObject(chunk)) throw new Error('an event of the upstream is no object');
    if (isGiven(chunk['error'])) {
      this.#failed = true;
      return [failureOf(chunk['error'])];
    }
    const choices = listOf(chunk['choices']).filter(isObject);
    const usage = readUsage(chunk['usage']);
    if (choices.length === 0 && !usage) return [];
    const events = [...this.#begin(chunk)];
    for (const choice of choices) events.push(...this.#choice(choice, chunk));
    if (usage) {
      this.#usage = usage;
      events.push({ kind: 'usage', usage, origin: { dialect: 'chat', value: { usage: chunk['usage'] } } });
    }
    return events;
  }

  /** The connection ended: an answer whose choices have all stopped is whole; some servers end without `[DONE]`. */
  end(): readonly AnswerEvent[] {
    const choices = [...this.#choices.values()];
    const isWhole = !this.over && !this.#failed && choices.length > 0 && choices.every(({ stopped }) => stopped);
    return isWhole ? this.#end() : [];
  }

  #begin(chunk: JsonObject): readonly AnswerEvent[] {
    if (this.#begun) return [];
    this.#begun = true;
    this.#id = stringOr(chunk['id'], '');
    for (const name of Object.keys(chunk)) if (isGiven(chunk[name])) this.#told.add(name);
    const createdS = tokenCount(chunk['created']);
    const created = createdS === undefined ? {} : { createdS };
    const named = { id: this.#id, model: stringOr(chunk['model'], '') };
    return [{ kind: 'begin', ...originOf(chunk, ENVELOPE), ...named, ...created }];
  }

  /** Fields that a later chunk has besides are told at the stop of its first choice. */
  #choice(value: JsonObject, chunk: JsonObject): readonly AnswerEvent[] {
    const index = tokenCount(value['index']) ?? 0;
    if (index >= CHOICES_MAX) throw new Error(`the stream has more than ${CHOICES_MAX} choices`);
    let choice = this.#choices.get(index);
    if (!choice) {
      choice = new ChoiceReader(index, this.#id);
      this.#choices.set(index, choice);
    }
    choice.keep(chunk, this.#told);
    return choice.read(value);
  }

  #end(): readonly AnswerEvent[] {
    if (!this.#begun) throw new Error('the stream ends before it begins');
    this.over = true;
    const stops = [...this.#choices.values()].flatMap((choice) => choice.stop());
    return [...stops, { kind: 'end', usage: this.#usage }];
  }
}

function failureOf(error: unknown): AnswerEvent {
  const { type, code, message } = isObject(error) ? error : ({ message: error } as JsonObject);
  return {
    kind: 'failure',
    error: {
      type: stringOr(type, 'server_error'),
      code: typeof code === 'number' ? String(code) : stringOr(code, null),
      message: stringOr(message, 'The upstream reported an error.'),
    },
  };
}
