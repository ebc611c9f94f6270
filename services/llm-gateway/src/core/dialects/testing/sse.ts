import type { AnswerReader } from '../normal/dialect-codec.ts';
import type { AnswerEvent } from '../normal/normal-answer.ts';

export interface SentEvent {
  readonly event: string;
  readonly data: string;
}

/** The events in the text of a stream. */
export const parseSse = (text: string): readonly SentEvent[] =>
  text
    .split('\n\n')
    .filter((chunk) => chunk !== '')
    .map((chunk) => {
      const field = (name: string): string =>
        chunk
          .split('\n')
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim() ?? '';
      return { event: field('event'), data: field('data') };
    });

/** All that a reader says of a stream. */
export const readAll = (reader: AnswerReader, events: readonly SentEvent[]): readonly AnswerEvent[] => {
  const read = events.flatMap(({ event, data }) => reader.read(event, data));
  return reader.over ? read : [...read, ...(reader.end?.() ?? [])];
};
